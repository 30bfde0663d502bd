// What a project says once, to have the tag in its templates.
import type {} from "mienskip/jsx";
