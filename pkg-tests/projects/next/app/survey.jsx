"use client";

import "mienskip";
import { useEffect, useRef, useState } from "react";

export function Survey() {
  const survey = useRef(null);
  const [left, setLeft] = useState();
  // Not `onmienskip-change`: React gives no such listener to a tag that the server rendered (its issue 35446).
  useEffect(() => {
    const { current } = survey;
    const changed = ({ detail }) => setLeft(detail.left);
    current.addEventListener("mienskip-change", changed);
    return () => current.removeEventListener("mienskip-change", changed);
  }, []);
  return (
    <>
      <mienskip-survey ref={survey} src="/energie.json">
        <p>Bel de gemeente.</p>
      </mienskip-survey>
      <p>
        Nog te verdelen: <output>{left}</output>
      </p>
    </>
  );
}
