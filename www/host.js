// What the core asks of the JavaScript engine beyond its globals.

/** Writes a number as text into bytes; gives how many it took. */
export const write = (number, bytes) => new TextEncoder().encodeInto(String(number), bytes).written;
