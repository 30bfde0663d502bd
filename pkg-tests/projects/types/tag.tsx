// The tag in JSX has types of its own: what it does not know is refused.

// @ts-expect-error: an address is a text
export const number = <mienskip-survey src={12} />;

// @ts-expect-error: nothing is sent without an answer
export const nothing = <mienskip-survey onmienskip-sent={({ detail }) => detail.nothing} />;
