// What a developer would write with Node and better-sqlite3, to compare the collector with: it verifies each answer with
// the same core unless told not to, stores it under its id with the same durability, and then says so.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";

const [path, survey, core] = process.argv.slice(2);
const database = new Database(path);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec("CREATE TABLE answers (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID");
const insert = database.prepare("INSERT INTO answers VALUES (?, ?) ON CONFLICT DO NOTHING");
const find = database.prepare("SELECT body FROM answers WHERE id = ?").pluck();

let verify = () => ({ valid: true });
if (core) {
  const { load, Survey } = await import(pathToFileURL(core));
  await load();
  const checked = Survey.from(JSON.parse(readFileSync(survey, "utf8")));
  verify = (answer) => checked.verify(answer);
}

/** Stores an answer, or says why not. */
function receive(body) {
  const answer = JSON.parse(body);
  if (!verify(answer).valid) return 400;
  if (insert.run(answer.id, body).changes === 1) return 201;
  return find.get(answer.id) === body ? 200 : 409;
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const status = receive(Buffer.concat(parts).toString());
  const reply = JSON.stringify({ status });
  response.writeHead(status, { "content-type": "application/json", "content-length": reply.length }).end(reply);
});
server.listen(0, "127.0.0.1", () => console.log(`Address: http://127.0.0.1:${server.address().port}/`));
process.on("SIGTERM", () => process.exit());
