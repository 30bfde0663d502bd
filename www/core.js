// The headless API: the core of Mienskip without a page, the same in a browser, a worker, Node and Deno.
//
// Values go in as JSON text and come back as JSON text, so what the core reads is what would be stored.

import { CoreSurvey } from "./glue.js";
import { load as loadFrom, today } from "./load.js";

/**
 * Loads the core; call it once before anything else. Outside a browser it reads its own file.
 * @param {URL | string | Response | BufferSource | WebAssembly.Module} [input]
 * @returns {Promise<void>}
 */
export const load = async (input = new URL("./core.wasm", import.meta.url)) => {
  if (String(input).startsWith("file:")) {
    const files = "node:fs/promises";
    input = await (await import(/* @vite-ignore */ /* webpackIgnore: true */ files)).readFile(input);
  }
  await loadFrom(input);
};

/** An error of the input, with every problem of it: `{ path, code, severity, message }`. */
export class InputError extends Error {
  constructor(problems) {
    super(problems.map(({ path, message }) => `${path || "(the whole)"}: ${message}`).join("\n"));
    this.name = new.target.name;
    this.problems = problems;
  }
}

/** What is thrown for a survey that cannot be used. */
export class SurveyError extends InputError {}

/** A survey that passed every check. */
export class Survey {
  #core;

  /**
   * Reads and checks a survey.
   * @param {object | string} document the document, or its JSON text
   * @returns {Survey}
   * @throws {SurveyError} with all of its problems
   */
  static from(document) {
    return new Survey(guard(SurveyError, () => new CoreSurvey(write(document))));
  }

  /** @private Use `Survey.from`. */
  constructor(core) {
    this.#core = core;
    Object.assign(this, JSON.parse(core.about()));
  }

  /**
   * The value profile of a division, complete or not.
   * @param {{ points: Record<string, number>, reasons?: Record<string, string[]> }} division
   * @throws {InputError}
   */
  profile(division) {
    return guard(InputError, () => JSON.parse(this.#core.profile(write(division))));
  }

  /** A division to make moves on. */
  allocation() {
    return new Allocation(this.#core.allocation());
  }

  /**
   * The response document of what a resident did.
   * @throws {InputError} with every rule of the survey that it breaks
   */
  respond(filled) {
    return guard(InputError, () => JSON.parse(this.#core.respond(write(filled), today())));
  }

  /**
   * Checks a response document in full; never throws.
   * @returns {{ valid: boolean, problems: object[] }}
   */
  verify(response) {
    let problems;
    try {
      problems = JSON.parse(this.#core.verify(write(response)));
    } catch (error) {
      problems = problemsOf(error);
    }
    return { valid: !problems.length, problems };
  }

  /** The receipt of a response document. */
  receipt(response) {
    return guard(InputError, () => this.#core.receipt(write(response)));
  }
}

/** A division in the making. Every move returns `{ changes, refusals, left, complete }`. */
class Allocation {
  #core;

  constructor(core) {
    this.#core = core;
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
    return JSON.parse(this.#core.state());
  }

  #make(move) {
    return guard(InputError, () => JSON.parse(this.#core.make(write(move))));
  }
}

/** The JSON text of a value; a text is taken to be one already. */
function write(value) {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
}

/** The core throws its problems as text; what JSON cannot write (a cycle, a BigInt) is a problem as well. */
function problemsOf(error) {
  if (typeof error === "string") return JSON.parse(error);
  if (!(error instanceof TypeError)) throw error;
  const message = `This cannot be written as JSON: ${error.message}`;
  return [{ path: "", code: "not-json", severity: "error", message }];
}

function guard(Kind, run) {
  try {
    return run();
  } catch (error) {
    throw new Kind(problemsOf(error));
  }
}
