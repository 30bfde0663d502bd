// A web site that does as the test says: the demo pages under the strict headers of the collector, and answers
// to requests that the test decides on.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { text } from "node:stream/consumers";
import { SITE } from "./places.js";

/** What the README asks of a page, and Trusted Types. */
export const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; require-trusted-types-for 'script'";
export const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** A page with this in its body. */
export const page = (body, { lang = "nl", script = true } = {}) => `<!doctype html>
<html lang="${lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Test</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/page.css">
<main>
<h1>Test</h1>
${body}
</main>
${script ? '<script type="module" src="/mienskip/mienskip.js"></script>' : ""}
</html>
`;

/**
 * Starts a site; it stops when the test ends. `routes` are by "METHOD /path": a text, a value that is sent as JSON,
 * or a function of the body that gives `{ status, body, type, policy, headers }`, or `null` to hang up. The rest is in the
 * folder `root`.
 */
export async function serve(t, routes = {}, { root = SITE, policy: standing = POLICY } = {}) {
  const received = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const route = `${request.method} ${pathname}`;
    const body = await text(request).catch(() => "");
    received.push({ route, body, headers: request.headers });
    let answer = routes[route];
    if (typeof answer === "function") answer = await answer(body);
    else if (typeof answer === "string") answer = { body: answer, type: KINDS[extname(pathname)] ?? KINDS[".html"] };
    else if (answer !== undefined) answer = { body: JSON.stringify(answer) };
    else answer = await fromFolder(root, route, pathname);
    if (answer === null) return request.socket.destroy();
    const { status = 200, body: content = "", type = KINDS[".json"], location, policy = standing, headers } = answer;
    const own = { "content-type": type, "content-security-policy": policy, ...(location && { location }), ...headers };
    response.writeHead(status, own).end(content);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    routes,
    /** The bodies that were sent to a path, first to last. */
    bodies: (route) => received.filter((request) => request.route === route).map(({ body }) => body),
    requests: (route) => received.filter((request) => request.route === route),
  };
}

async function fromFolder(root, route, pathname) {
  const missing = { status: 404, body: "{}" };
  if (!route.startsWith("GET ")) return missing;
  const path = join(root, normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
  const body = await readFile(path).catch(() => undefined);
  return body ? { body, type: KINDS[extname(path)] } : missing;
}
