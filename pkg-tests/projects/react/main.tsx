import "mienskip";
import type { MienskipSurvey, Points } from "mienskip";
import { StrictMode, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

function App() {
  const survey = useRef<MienskipSurvey>(null);
  const [left, setLeft] = useState<number>();
  const [points, setPoints] = useState<Points>();
  return (
    <main>
      <h1>Energie</h1>
      <mienskip-survey
        ref={survey}
        src="/energie.json"
        onmienskip-change={(event) => setLeft(event.detail.left)}
        onmienskip-complete={() => setPoints(survey.current?.response?.points)}
      >
        <p>Bel de gemeente.</p>
      </mienskip-survey>
      <p>
        Nog te verdelen: <output>{left}</output>
      </p>
      <pre>{JSON.stringify(points)}</pre>
    </main>
  );
}

createRoot(document.querySelector("#app")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
