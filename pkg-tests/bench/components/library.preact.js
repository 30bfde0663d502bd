// What the page takes from Preact, without the layer that imitates React: of that it would need `memo` alone.
import { createElement, render } from "preact";

export { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
export const mount = render;

/** A component that is not rendered again while its properties stay the same. */
export const memo = (component) =>
  function Memo(given) {
    this.shouldComponentUpdate = (next) => Object.keys(next).some((name) => next[name] !== this.props[name]);
    return createElement(component, given);
  };
