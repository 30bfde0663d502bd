// What the page takes from React.
import { createRoot } from "react-dom/client";

export { memo, useEffect, useMemo, useReducer, useRef, useState } from "react";
export const mount = (page, root) => createRoot(root).render(page);
