import { connection } from "next/server";
import { Survey } from "./survey.jsx";

export default async function Page() {
  // A page with a nonce is made anew for each visit.
  await connection();
  return (
    <main>
      <h1>Energie</h1>
      <Survey />
    </main>
  );
}
