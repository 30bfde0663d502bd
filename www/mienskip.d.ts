/** The custom element <mienskip-survey>. */

import type { Points, Problem, Response } from "./core.js";

export type { Points, Problem, Response } from "./core.js";

/** How a division stands. */
export interface Standing {
  points: Points;
  /** The points left to divide; negative when there are too many. */
  left: number;
  /** Whether this is a valid division. */
  complete: boolean;
}

/** The events of the element; all bubble and are composed. */
export interface MienskipEvents {
  /** The survey is on the page. */
  "mienskip-ready": CustomEvent<{ language: string }>;
  /** The division or an answer changed. */
  "mienskip-change": CustomEvent<Standing>;
  /** The division became, or changed into another, valid one. */
  "mienskip-complete": CustomEvent<Standing>;
  /** An answer is about to be sent. Cancel it to send it yourself. */
  "mienskip-submit": CustomEvent<{ response: Response }>;
  /** The answer arrived, or is ready for the page when there is no endpoint and no form around the element. */
  "mienskip-sent": CustomEvent<{ response: Response; receipt: string }>;
  /** The survey cannot be shown, or the answer did not arrive. */
  "mienskip-error": CustomEvent<NotShown<"survey"> | NotShown<"load"> | NotSent<"refused"> | NotSent<"unreachable">>;
}

/** Why the survey cannot be shown. */
export interface NotShown<Reason extends string> {
  reason: Reason;
  problems: Problem[];
  error: unknown;
}

/** Why the answer did not arrive. */
export interface NotSent<Reason extends string> {
  reason: Reason;
  /** The status of the reply, or 0 when there was none. */
  status: number;
  /** What the server says about it. */
  detail: string;
  response: Response;
}

export class MienskipSurvey extends HTMLElement {
  /** The survey document, when it is given as a value instead of by `src`. */
  survey: object | undefined;
  /** The response document as things stand, or `null` while it is not a valid one. */
  readonly response: Response | null;
}

/** Loads the core; the element does so by itself. */
export function load(
  input?: URL | string | globalThis.Response | BufferSource | WebAssembly.Module,
): Promise<unknown>;

declare global {
  interface HTMLElementTagNameMap {
    "mienskip-survey": MienskipSurvey;
  }
  // Of elements, documents and windows: the events bubble to all of them.
  interface GlobalEventHandlersEventMap extends MienskipEvents {}
}
