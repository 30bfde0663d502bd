/** The custom element <mienskip-survey>. */

import type { Points, Problem, Response } from "./core.js";

export type { Points, Problem, Response } from "./core.js";

/** How a division stands. */
export interface Standing {
  /** The points given so far. */
  points: Points;
  /** The points left to divide; negative when there are too many. */
  left: number;
  /** Whether this is a valid division. */
  complete: boolean;
}

/**
 * The attributes of the element. Here and in `MienskipSurvey` each is said once: the manifest, the tables of the
 * readme and the types for templates are made from these comments.
 */
export interface MienskipAttributes {
  /** The survey, a JSON document; or set the property `survey` to the object. */
  src?: string;
  /** `nl` (u), `nl-x-informal` (je), `fy`, `en`, `ar`, `tr`, `pl` or `uk`; by default the language of the page. */
  lang?: string;
  /** Where the answer is posted as JSON; without one it becomes a file that the resident saves. */
  endpoint?: string;
  /**
   * What is posted: the answer itself (`raw`, unless you say otherwise), an object with the answer below a key
   * (`wrap:payload`), or a structured CloudEvent with the answer as its `data` (`cloudevents`), of the type
   * `nl.vragenlijsten.antwoord-ingediend.v1`.
   */
  "endpoint-format"?: "raw" | "cloudevents" | `wrap:${string}`;
  /** The `source` of a CloudEvent, such as `urn:nld:…`; by default `urn:mienskip:` and the id of the survey. */
  "endpoint-source"?: string;
  /** A label of yours that goes with the answer, such as `letter`. */
  source?: string;
  /** Shows a slider under each number as well. */
  slider?: boolean;
  /** Shows the survey in four steps, instead of on one page. */
  steps?: boolean;
  /**
   * Inside a `<form>`: the field that holds the answer, once it is complete; without `endpoint` the widget’s own
   * button sends the form.
   */
  name?: string;
  /** A selector; the answer is copied into that field of the page, such as a hidden field of a form of a CMS. */
  "mirror-to"?: string;
}

/** The attributes that the element gives itself, for a style sheet or a test. */
export interface MienskipMarks {
  /** Set by the element: what runs the core, `plain` being JavaScript where WebAssembly is refused. */
  "data-engine": "wasm" | "plain";
}

/** The events of the element; all bubble and are composed. */
export interface MienskipEvents {
  /** The survey is on the page. */
  "mienskip-ready": CustomEvent<{ language: string }>;
  /** The points or an answer changed. */
  "mienskip-change": CustomEvent<Standing>;
  /** All points are divided, or are divided in another way. */
  "mienskip-complete": CustomEvent<Standing>;
  /** An answer is about to be sent; cancel it to send it yourself, beside it the code from a letter, empty where none is asked for. */
  "mienskip-submit": CustomEvent<{ response: Response; code: string }>;
  /** The answer arrived, or is ready for the page when there is no endpoint and no form around the element. */
  "mienskip-sent": CustomEvent<{ response: Response; receipt: string }>;
  /** The survey cannot be shown, or the answer did not arrive. */
  "mienskip-error": CustomEvent<
    | { reason: "survey"; problems: Problem[]; error: unknown }
    | { reason: "load"; problems: Problem[]; error: unknown }
    | { reason: "refused"; status: number; detail: string; response: Response }
    | { reason: "unreachable"; status: number; detail: string; response: Response }
  >;
}

/**
 * A survey in which residents divide points over plans, and see which values their division stands for.
 *
 * @slot - What people see without JavaScript, and when the survey cannot be shown.
 *
 * @csspart survey - All of it, once it is shown.
 * @csspart title - The title of the survey.
 * @csspart bar - The bar that stays in view: how much is left, and the picture of it.
 * @csspart scenario - One thing that points can be given to.
 * @csspart stepper - Its number, between a button for fewer and one for more.
 * @csspart profile - What the division emphasises.
 *
 * @cssstate ready - The survey is on the page.
 * @cssstate complete - All points are divided.
 * @cssstate sent - The answer arrived, or is ready when there is no `endpoint`.
 * @cssstate failed - The survey cannot be shown, or the answer did not arrive.
 */
export class MienskipSurvey extends HTMLElement {
  /** The survey document, when it is given as a value instead of by `src`. */
  survey: object | undefined;
  /** The response document as things stand, or `null` while it is not a valid one. */
  readonly response: Response | null;
  /** The form around the element. */
  readonly form: HTMLFormElement | null;
  /** The labels of the element on the page. */
  readonly labels: NodeList;
  /** Whether the answer is whole, as a form asks its controls; it is not while the survey is still on its way. */
  readonly validity: ValidityState;
  /** Says whether the answer is whole. */
  checkValidity(): boolean;
  /** The same, and shows the resident what is missing. */
  reportValidity(): boolean;
}

/** Loads the core; the element does so by itself. */
export function load(
  input?: URL | string | globalThis.Response | BufferSource | WebAssembly.Module,
): Promise<unknown>;

declare global {
  interface HTMLElementTagNameMap {
    "mienskip-survey": MienskipSurvey;
  }
  /** On the element, and wherever the events bubble to. */
  interface GlobalEventHandlersEventMap extends MienskipEvents {}
}
