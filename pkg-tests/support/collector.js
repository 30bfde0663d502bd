// The `mienskip` command, as an organiser uses it.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
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
  const lines = () =>
    new Promise((done, failed) => {
      const say = (error, out) => (error ? failed(error) : done(out));
      execFile(BIN, ["answers", "export", "--all-texts", "--data", data], { maxBuffer: 2 ** 26 }, say);
    });
  return {
    url,
    /** A file with the answers that are stored now. */
    stored: async () => file(t, "answers.ndjson", await lines()),
    /** The answers that are stored now; in an order that is not that in which they came. */
    answers: async () => (await lines()).split("\n").filter(Boolean).map((line) => JSON.parse(line)),
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
