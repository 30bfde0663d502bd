// The `mienskip` command, as an organiser uses it.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BIN, SITE, file, folder } from "./places.js";

/** Starts a collector with the demo pages; it stops when the test ends. */
export async function collect(t, survey) {
  const data = await folder(t);
  const document = await file(t, "survey.json", survey);
  const child = spawn(BIN, ["serve", document, "--listen", "127.0.0.1:0", "--data", data, "--web", SITE]);
  t.after(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  let said = "";
  const url = await new Promise((found, failed) => {
    const listen = (text) => {
      said += text;
      const address = /^Address: (\S+)$/m.exec(said);
      if (address) found(address[1]);
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    child.on("exit", () => failed(new Error(`the collector stopped: ${said}`)));
    child.on("error", failed);
  });
  const stored = join(data, `${survey.id}-responses.ndjson`);
  return {
    url,
    /** The file of answers. */
    stored,
    /** The answers in it. */
    answers: async () => (await readFile(stored, "utf8")).trimEnd().split("\n").map((line) => JSON.parse(line)),
  };
}

/** What `mienskip verify` finds in a file of answers: its exit status and its report. */
export async function verify(t, survey, answers) {
  const document = await file(t, "survey.json", survey);
  return new Promise((done) => {
    execFile(BIN, ["verify", "--json", document, answers], (error, out) =>
      done({ status: error ? error.code : 0, ...JSON.parse(out) }),
    );
  });
}
