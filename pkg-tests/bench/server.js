// Serves files from memory, brotli-compressed, with the same headers for every page, so that two pages differ in what
// they are and not in how they are served.

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

/** A file by its path on the server, as it goes over the wire. */
export const packed = (path, body) => [path, { type: TYPES[extname(path)], body: brotliCompressSync(body) }];

/** The files below a folder. */
export async function folder(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && TYPES[extname(entry.name)])
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const read = async (path) => packed(`/${relative(root, path).split(sep).join("/")}`, await readFile(path));
  return Promise.all(paths.map(read));
}

/** Serves files on a free port; of two with the same path the last. */
export async function serve(files) {
  const found = new Map(files);
  const server = createServer(({ url }, reply) => {
    const file = found.get(url === "/" ? "/index.html" : url);
    if (!file) return reply.writeHead(404).end();
    const { type, body } = file;
    const headers = { "content-type": type, "content-encoding": "br", "cache-control": "no-cache" };
    reply.writeHead(200, { ...headers, "content-length": body.length }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
