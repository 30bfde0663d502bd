// What WCAG 2.2 asks at A and AA, one by one: how the widget meets it, and which tests show that. A test is named by its
// file and a part of its name. What is about the page around the widget says so.

const AXE = ["proof", "two engines find nothing in any state"];
const NAMES = ["access", "roles, names and states are as recorded"];
const WALK = ["recorded", "the keyboard alone leads from the top to the receipt"];
const SAID = ["recorded", "what the live region says while one fills in is as recorded"];
const LARGE = ["geometry", "everything is in view, whole, and large enough to hit"];
const COVERED = ["access", "the bar never covers what has the focus"];
const FORCED = ["geometry", "in forced colours every edge, tick and text is there"];
const NEEDED = ["access", "a list of what is still needed gets the focus"];
const LABELS = ["geometry", "the name of every control says what its label shows"];
const FINGER = ["geometry", "a finger that scrolls the page across a slider does not move it"];

/** Beside the number and name: the level, how it is met, and the tests; without tests, it does not apply or is the page's. */
export const CRITERIA = [
  ["1.1.1", "Non-text content", "A", "The pictures of a survey have the text that the survey gives; the drawing of the points and the bars are hidden from a screen reader and said in words beside them.", [AXE, NAMES]],
  ["1.2.1", "Audio-only and video-only (prerecorded)", "A", "Not applicable: there is no sound and no film."],
  ["1.2.2", "Captions (prerecorded)", "A", "Not applicable: there is no sound and no film."],
  ["1.2.3", "Audio description or media alternative (prerecorded)", "A", "Not applicable: there is no sound and no film."],
  ["1.2.4", "Captions (live)", "AA", "Not applicable: there is no sound and no film."],
  ["1.2.5", "Audio description (prerecorded)", "AA", "Not applicable: there is no sound and no film."],
  ["1.3.1", "Info and relationships", "A", "Headings, groups with a legend, labels, lists and a table with headers are what they are in HTML.", [AXE, NAMES]],
  ["1.3.2", "Meaningful sequence", "A", "What is read comes in the order in which it is seen.", [NAMES, WALK]],
  ["1.3.3", "Sensory characteristics", "A", "No text tells a place, a shape or a colour; a plan is called by its title.", [SAID]],
  ["1.3.4", "Orientation", "AA", "Any width from 320 pixels will do, whichever way the screen is held.", [LARGE]],
  ["1.3.5", "Identify input purpose", "AA", "Not applicable: a survey does not ask for a name, an address or anything else on the list of this criterion."],
  ["1.4.1", "Use of color", "A", "Too much is said in words, more and less differ by fill as well, and each plan has its title beside its colour.", [FORCED, ["moves", "dividing too much is a state with words"]]],
  ["1.4.2", "Audio control", "A", "Not applicable: there is no sound."],
  ["1.4.3", "Contrast (minimum)", "AA", "Measured in every state and every house style that is tested. The colours of a house style are the organisation’s own.", [AXE, ["proof", "both engines see into the widget"]]],
  ["1.4.4", "Resize text", "AA", "Every size is in em; text at twice the size is whole.", [LARGE]],
  ["1.4.5", "Images of text", "AA", "There are none.", [NAMES]],
  ["1.4.10", "Reflow", "AA", "At 320 pixels, and at 400 % of 1280, nothing scrolls sideways.", [LARGE]],
  ["1.4.11", "Non-text contrast", "AA", "Fields, buttons, ticks and the focus have an edge that differs from the ground.", [FORCED, ["access", "in forced colours dots, bars, edges and the focus differ"]]],
  ["1.4.12", "Text spacing", "AA", "With the spacing that the criterion names nothing is cut off, also at twice the size on 320 pixels.", [LARGE]],
  ["1.4.13", "Content on hover or focus", "AA", "What appears where the hand or the focus is, a button for the rest, is in the same place as long as it is there and covers nothing.", [LARGE]],
  ["2.1.1", "Keyboard", "A", "From the first field to the receipt, on one page and in steps.", [WALK]],
  ["2.1.2", "No keyboard trap", "A", "Tab leads through and out at both ends.", [WALK, COVERED]],
  ["2.1.4", "Character key shortcuts", "A", "There are none; the arrow keys work in the field that has the focus.", [["moves", "an arrow key with another key is the browser's own"]]],
  ["2.2.1", "Timing adjustable", "A", "There is no limit of time. A draft that was kept goes on the day that is said beside its tick.", [["drafts", "a tick keeps what is filled in for two weeks"]]],
  ["2.2.2", "Pause, stop, hide", "A", "Nothing moves by itself.", [FORCED, ["access", "nothing moves by itself"]]],
  ["2.3.1", "Three flashes or below threshold", "A", "Nothing flashes.", [FORCED]],
  ["2.4.1", "Bypass blocks", "A", "Of the page. The widget has headings to go by.", [NAMES]],
  ["2.4.2", "Page titled", "A", "Of the page around the widget; each demo page has its title."],
  ["2.4.3", "Focus order", "A", "The order in which it is read; what is opened, sent or missing gets the focus where one goes on.", [WALK, NEEDED]],
  ["2.4.4", "Link purpose (in context)", "A", "Every link says where it leads.", [LABELS, WALK]],
  ["2.4.5", "Multiple ways", "AA", "Of the site around the widget."],
  ["2.4.6", "Headings and labels", "AA", "Each plan, field and group is called by what it is about.", [NAMES, LABELS]],
  ["2.4.7", "Focus visible", "AA", "An outline of three pixels, also in forced colours.", [COVERED, ["access", "in forced colours dots, bars, edges and the focus differ"]]],
  ["2.4.11", "Focus not obscured (minimum)", "AA", "Neither bar that stays in view covers what has the focus, forwards or backwards.", [COVERED]],
  ["2.5.1", "Pointer gestures", "A", "A press is enough for everything; the slider, which a page may add, is beside a field and buttons.", [["moves", "a slider, where the page asks for one, is another way"], FINGER]],
  ["2.5.2", "Pointer cancellation", "A", "Things happen when a press ends; a slider goes back when the finger on it turns out to scroll.", [FINGER]],
  ["2.5.3", "Label in name", "A", "The name of every control has in it what its label shows.", [LABELS]],
  ["2.5.4", "Motion actuation", "A", "Not applicable: nothing is done by moving the device."],
  ["2.5.7", "Dragging movements", "AA", "Points are given with buttons or by typing.", [WALK, ["moves", "a slider, where the page asks for one, is another way"]]],
  ["2.5.8", "Target size (minimum)", "AA", "Buttons, fields and ticks with their labels are at least 44 pixels high and wide, all the rest at least 24.", [LARGE]],
  ["3.1.1", "Language of page", "A", "The widget carries the language it is in.", [AXE, NAMES]],
  ["3.1.2", "Language of parts", "AA", "A survey shows one language at a time, and the widget says which; text that the organiser writes in another is theirs to mark.", [AXE]],
  ["3.2.1", "On focus", "A", "Nothing changes by where the focus is.", [WALK]],
  ["3.2.2", "On input", "A", "No field changes another one.", [["moves", "− and + move five points, of their own plan only"]]],
  ["3.2.3", "Consistent navigation", "AA", "The steps have the same buttons in the same place.", [NAMES]],
  ["3.2.4", "Consistent identification", "AA", "What does the same is called the same, in every row.", [NAMES, LABELS]],
  ["3.2.6", "Consistent help", "A", "The organiser and how to reach them are at the top, in the same place in each survey.", [NAMES]],
  ["3.3.1", "Error identification", "A", "What is wrong is said in words at its field and in a list that gets the focus.", [NEEDED, ["moves", "what is not a whole number is said on leaving the field"]]],
  ["3.3.2", "Labels or instructions", "A", "The total, whole numbers and what may be left are said before the first field.", [NAMES]],
  ["3.3.3", "Error suggestion", "AA", "How many points too many or too few, and what number a field takes.", [NEEDED, ["moves", "a number that the survey does not allow does not count"]]],
  ["3.3.4", "Error prevention (legal, financial, data)", "AA", "Not a commitment; still, everything can be looked over and taken back before it is sent.", [["way", "what was filled in can be looked over"]]],
  ["3.3.7", "Redundant entry", "A", "Nothing is asked twice; going back, or failing to send, keeps all.", [["way", "in steps the keyboard alone leads"], NAMES]],
  ["3.3.8", "Accessible authentication (minimum)", "AA", "Not applicable: nobody has to say who they are."],
  ["4.1.2", "Name, role, value", "A", "The controls are those of HTML; roles, names and states are recorded in every state.", [AXE, NAMES, LABELS]],
  ["4.1.3", "Status messages", "AA", "One polite region says what changed, once, after a pause of a second.", [SAID]],
];

/** In EN 301 549 V3.2.1, which goes by WCAG 2.1, these have no clause yet; and WCAG 2.2 has dropped 4.1.1. */
export const NEW_IN_22 = ["2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"];
