/** The headless API of Mienskip: the same in a browser, a worker, Node and Deno. */

/** One thing to mend, or to know. */
export interface Problem {
  /** The place, as a JSON pointer (RFC 6901); empty for the whole document. */
  path: string;
  /** The kind of problem: stable, in kebab case. */
  code: string;
  severity: "error" | "warning" | "note";
  /** What is wrong and how to mend it, in English. */
  message: string;
}

/** An error of the input, with every problem of it, in document order; of more than 1,000 the first, and `too-many-problems`. */
export class InputError extends Error {
  problems: Problem[];
}

/** What is thrown for a survey that cannot be used. */
export class SurveyError extends InputError {}

/** Points per scenario: whole numbers, 0 to 1,000,000,000; missing ones are 0. */
export type Points = Record<string, number>;

/** The values that were the reason for the points of a scenario. */
export type Reasons = Record<string, string[]>;

/** A text in the resident's own words, or its salted hash where it is stored apart or erased. */
export type Words = string | { hash: string };

/** What a division emphasises, by the method `emphasis/1`. */
export interface Profile {
  method: "emphasis/1";
  status: "none" | "weak" | "ok";
  /** How far the division is from the neutral one: 0 to just under 1. */
  strength: number;
  /** The fewest points that must move before the first value no longer leads alone; 0 for a tie, `null` if none can. */
  margin: number | null;
  values: {
    id: string;
    /** The part of the division that goes to this value: 0 to 1. */
    share: number;
    /** How much more of the division goes to it than a neutral one would give: −1 to 1. */
    emphasis: number;
    /** 1 for the most emphasised; ties share a rank. */
    rank: number;
    /** The same as reduced fractions `n/d`. */
    exact: { share: string; emphasis: string };
  }[];
  exact: { strength: string };
}

/** What a resident did. */
export interface Filled {
  /** May be left out with `none`. */
  points?: Points;
  reasons?: Reasons;
  motivations?: Record<string, Words>;
  answers?: Record<string, string | number>;
  /** One of the survey's; its first by default. */
  language?: string;
  /** The scenarios in the order shown; the survey's own by default. */
  order?: string[];
  /** The division first completed; the final one by default. */
  first?: Points;
  none?: boolean;
  idea?: Words;
  /** Whether the profile fits, in the resident's view. */
  fit?: "yes" | "partly" | "no";
  /** Where the answer came from, in the organiser's words. */
  source?: string;
}

/** A response document, `mienskip-response/1`. */
export interface Response extends Filled {
  format: "mienskip-response/1";
  /** A random UUID. */
  id: string;
  survey: { id: string; version: string; digest: string };
  /** The day of completion, as `2026-12-01`; never the time. */
  day: string;
  points: Points;
  first: Points;
  language: string;
  order: string[];
  profile: Profile;
  /** There when the response has words of the resident's own. */
  salt?: string;
}

/** What a move did. */
export interface Outcome {
  changes: { scenario: string; from: number; to: number }[];
  /** What was asked and not done, with the reason. */
  refusals: { scenario: string | null; code: string; message: string }[];
  /** The points left to divide; negative when there are too many. */
  left: number;
  /** Whether this is a valid division. */
  complete: boolean;
}

/**
 * A division in the making. A move changes only what it names, whole or not at all; but `spread` and `clear` pass over
 * locked scenarios, and name them as refusals. What is locked is in `locked`, not in `changes`.
 */
export interface Allocation {
  readonly points: Points;
  readonly left: number;
  readonly complete: boolean;
  /** The ids of the locked scenarios. */
  readonly locked: string[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Gives a scenario exactly so many points. */
  set(scenario: string, points: number): Outcome;
  /** Gives a scenario so many points more. */
  add(scenario: string, points: number): Outcome;
  /** Takes so many points from a scenario. */
  take(scenario: string, points: number): Outcome;
  /** Gives all points that are left to one scenario. */
  fill(scenario: string): Outcome;
  /** Spreads the points that are left evenly over these scenarios, or over all that are not locked. */
  spread(scenarios?: string[]): Outcome;
  lock(scenario: string): Outcome;
  unlock(scenario: string): Outcome;
  /** Takes all points back, except from locked scenarios. */
  clear(): Outcome;
  undo(): Outcome;
  redo(): Outcome;
}

/** A survey that passed every check. */
export class Survey {
  private constructor();
  /**
   * Reads and checks a survey, given as an object or as its JSON text.
   * @throws {SurveyError}
   */
  static from(document: object | string): Survey;
  readonly id: string;
  readonly version: string;
  readonly languages: string[];
  /** SHA-256 over the canonical JSON of the document. */
  readonly digest: string;
  /** Warnings and notes of the check. */
  readonly problems: Problem[];
  /**
   * The value profile of a division, complete or not.
   * @throws {InputError}
   */
  profile(division: { points: Points; reasons?: Reasons }): Profile;
  allocation(): Allocation;
  /**
   * The response document of what a resident did.
   * @throws {InputError}
   */
  respond(filled: Filled): Response;
  /** Checks a response document in full; never throws. */
  verify(response: unknown): { valid: boolean; problems: Problem[] };
  /** The receipt of a response document: 20 hexadecimal digits. */
  receipt(response: object | string): string;
}

/** What runs the core once it is loaded: WebAssembly, or where that is refused the same as plain JavaScript. */
export function engine(): "wasm" | "plain";

/**
 * Loads the core; call it once before anything else. By default from the file beside this one.
 */
export function load(
  input?: URL | string | globalThis.Response | BufferSource | WebAssembly.Module,
): Promise<void>;
