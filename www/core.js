// The headless API: the core of Mienskip without a page, the same in a browser, a worker, Node and Deno.
//
// Values go in as JSON text and come back as JSON text, so what the core reads is what would be stored.

import * as files from "./files.js";
import { ask, close, load as loadFrom, open, today } from "./load.js";
import { largest, reasons } from "./messages.js";
import { explain, lines } from "./problems.js";

/**
 * Loads the core; call it once before anything else. Outside a browser it reads its own file.
 * @param {URL | string | Response | BufferSource | WebAssembly.Module} [input]
 * @returns {Promise<void>}
 */
export const load = async (input = files.core()) => {
  if (String(input).startsWith("file:")) {
    // Put together here, or bundlers would look for it in the browser.
    const fs = ["node:fs", "promises"].join("/");
    input = await (await import(/* @vite-ignore */ /* webpackIgnore: true */ fs)).readFile(new URL(input));
  }
  await loadFrom(input);
  loaded = true;
};

export { engine } from "./load.js";

let loaded = false;

/** An error of the input, with every problem of it: `{ path, code, severity, message }`. */
export class InputError extends Error {
  constructor(problems) {
    super(lines(problems));
    this.name = "InputError";
    this.problems = problems;
  }
}

/** What is thrown for a survey that cannot be used. */
export class SurveyError extends InputError {
  name = "SurveyError";
}

/** A survey that passed every check. */
export class Survey {
  #core;
  #document;

  /**
   * Reads and checks a survey.
   * @param {object | string} document the document, or its JSON text
   * @returns {Survey}
   * @throws {SurveyError} with all of its problems
   */
  static from(document) {
    return new Survey(document);
  }

  /** @private Use `Survey.from`. */
  constructor(document) {
    this.#document = guard(SurveyError, () => write(document));
    this.#core = hold(this, this.#document);
    const about = guard(SurveyError, () => JSON.parse(ask(this.#core, "about", "null")));
    Object.assign(this, about, { problems: about.problems.map(explain) });
  }

  /**
   * The value profile of a division, complete or not.
   * @param {{ points: Record<string, number>, reasons?: Record<string, string[]> }} division
   * @throws {InputError}
   */
  profile(division) {
    return this.#call("profile", division);
  }

  /** A division to make moves on. */
  allocation() {
    return new Allocation(this.#document);
  }

  /**
   * The response document of what a resident did.
   * @throws {InputError} with every rule of the survey that it breaks
   */
  respond(filled) {
    return this.#call("respond", filled);
  }

  /**
   * Checks a response document in full; never throws.
   * @returns {{ valid: boolean, problems: object[] }}
   */
  verify(response) {
    try {
      const problems = this.#call("verify", response).map(explain);
      return { valid: !problems.length, problems };
    } catch ({ problems = [explain({ path: "", code: "not-json", about: "it cannot be read" })] }) {
      return { valid: false, problems };
    }
  }

  /** The receipt of a response document. */
  receipt(response) {
    return this.#call("receipt", response);
  }

  #call(what, input = null) {
    return call(this.#core, what, input);
  }
}

/** A division in the making. Every move returns `{ changes, refusals, left, complete }`. */
class Allocation {
  #core;

  constructor(document) {
    this.#core = hold(this, document);
  }

  /** `{ scenarioId: points }` */
  get points() {
    return this.#state().points;
  }

  /** The points left to divide; negative when there are too many. */
  get left() {
    return this.#state().left;
  }

  /** Whether this is a valid division. */
  get complete() {
    return this.#state().complete;
  }

  /** The ids of the locked scenarios. */
  get locked() {
    return this.#state().locked;
  }

  get canUndo() {
    return this.#state().canUndo;
  }

  get canRedo() {
    return this.#state().canRedo;
  }

  /** Gives a scenario exactly so many points. */
  set(scenario, points) {
    return this.#make({ move: "set", scenario, points });
  }

  /** Gives a scenario so many points more. */
  add(scenario, points) {
    return this.#make({ move: "add", scenario, points });
  }

  /** Takes so many points from a scenario. */
  take(scenario, points) {
    return this.#make({ move: "take", scenario, points });
  }

  /** Gives all points that are left to one scenario. */
  fill(scenario) {
    return this.#make({ move: "fill", scenario });
  }

  /** Spreads the points that are left evenly over these scenarios, or over all that are not locked. */
  spread(scenarios) {
    return this.#make({ move: "spread", scenarios });
  }

  lock(scenario) {
    return this.#make({ move: "lock", scenario });
  }

  unlock(scenario) {
    return this.#make({ move: "unlock", scenario });
  }

  /** Takes all points back, except from locked scenarios. */
  clear() {
    return this.#make({ move: "clear" });
  }

  undo() {
    return this.#make({ move: "undo" });
  }

  redo() {
    return this.#make({ move: "redo" });
  }

  #state() {
    return call(this.#core, "state", null);
  }

  #make({ move, ...input }) {
    const { changes, refusals, left, complete } = call(this.#core, move, input);
    const say = ({ about, ...refusal }) => ({ ...refusal, message: reasons[refusal.code].replace("{}", about) });
    return { changes, refusals: refusals.map(say), left, complete };
  }
}

function call(core, what, input) {
  const text = guard(InputError, () => write(input));
  return guard(InputError, () => JSON.parse(ask(core, `${what} ${today()}`, text)));
}

/** What WebAssembly keeps for an object is given back when no one has the object any more. */
const forgotten = new FinalizationRegistry(close);

function hold(owner, document) {
  if (!loaded) throw new Error("The core is not there yet: call load() first, and wait for it.");
  const core = open(document);
  forgotten.register(owner, core);
  return core;
}

/**
 * The JSON text of a value; a text is taken to be one already. A cycle, a BigInt or a getter may throw, and may throw
 * anything. What is too large for the core is not even given to it.
 */
function write(value) {
  let text = value;
  try {
    if (typeof value !== "string") text = JSON.stringify(value) ?? "null";
  } catch (error) {
    refuse("not-json", error instanceof TypeError || error instanceof RangeError ? error.message : "it cannot be written as one");
  }
  // A text has no more characters than bytes.
  if (text.length > largest) refuse("too-large", `${largest.toLocaleString("en")} bytes`);
  return text;
}

/** As the core refuses what it cannot read. */
function refuse(code, about) {
  throw JSON.stringify([{ path: "", code, about }]);
}

/** The core throws its problems as text. */
function guard(Kind, run) {
  try {
    return run();
  } catch (error) {
    if (typeof error === "string") throw new Kind(JSON.parse(error).map(explain));
    throw error;
  }
}
