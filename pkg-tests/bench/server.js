// Serves a folder from memory, brotli-compressed, with the same headers for every site, so that two pages differ
// in what they are and not in how they are served.

import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The files below some folders by their path on the server; `extra` adds files from elsewhere. */
async function files(folder, extra) {
  const found = new Map();
  const read = async (path, file) => {
    const body = await readFile(file);
    found.set(path, { type: TYPES[extname(file)], raw: body.length, body: brotliCompressSync(body) });
  };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && TYPES[extname(file)]) await read(`/${relative(folder, file).split(sep).join("/")}`, file);
  }
  for (const [path, file] of Object.entries(extra)) await read(path, file);
  return found;
}

/** Starts a server on a free port. `sizes(paths)` gives what those files weigh on the wire. */
export async function serve(folder, extra) {
  const found = await files(folder, extra);
  const server = createServer(({ url }, reply) => {
    const path = url === "/" ? "/index.html" : url;
    const file = found.get(path);
    if (!file) return reply.writeHead(404).end();
    const { type, body } = file;
    const headers = { "content-type": type, "content-encoding": "br", "cache-control": "no-cache" };
    reply.writeHead(200, { ...headers, "content-length": body.length }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    file: (path) => found.get(path === "/" ? "/index.html" : path),
    close: () => server.close(),
  };
}
