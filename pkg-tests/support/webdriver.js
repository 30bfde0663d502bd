// WebKitGTK through its own WebDriver, by the protocol of the W3C: as much of it as the tests need. There is no browser
// of WebKitGTK without a window, so it gets a screen that is not there.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { place } from "./places.js";

const WEBKIT_DRIVER = place("WEBKIT_DRIVER");
const XVFB = place("XVFB");

/** How the protocol marks an element, and how it writes the keys that are not a letter. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const KEYS = { Tab: "\uE004", Enter: "\uE007", ArrowUp: "\uE013", ArrowRight: "\uE014", ArrowDown: "\uE015" };

/** How often to start, and how long a browser may take. */
const STARTS = 6;
const PATIENCE = 15_000;

/**
 * Starts the driver with a browser; `close` ends both, and the screen. MiniBrowser 2.50.6 now and then crashes while it
 * starts (SIGSEGV, one start in seven on a busy machine; none in fifteen without compositing), which the driver does not
 * notice: then it is done again.
 */
export async function startWebKit() {
  for (let start = 1; ; start++) {
    try {
      return await startOnce();
    } catch (error) {
      if (start === STARTS) throw error;
    }
  }
}

async function startOnce() {
  const screen = await startScreen();
  const proxy = await startProxy();
  const port = await freePort();
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: screen.display, GDK_BACKEND: "x11", WEBKIT_DISABLE_COMPOSITING_MODE: "1" },
  });
  const stop = async () => {
    await end(driver);
    await end(screen.process);
    proxy.server.close();
  };
  try {
    const call = (method, path, body, patience) => ask(`http://127.0.0.1:${port}${path}`, method, body, patience);
    await answering(() => call("GET", "/status"), driver);
    // The tests are served from this machine: whatever else is asked for goes to the proxy, which tells.
    const { address } = proxy;
    const wanted = { proxy: { proxyType: "manual", httpProxy: address, sslProxy: address, noProxy: ["127.0.0.1"] } };
    const request = { capabilities: { alwaysMatch: wanted } };
    const { sessionId, capabilities } = await call("POST", "/session", request, PATIENCE);
    const session = new Session((method, path, body) => call(method, `/session/${sessionId}${path}`, body));
    await session.call("POST", "/window/rect", { width: 1120, height: 800 });
    return {
      session,
      version: capabilities.browserVersion,
      /** What was asked of other sites so far. */
      elsewhere: proxy.asked,
      close: async () => {
        await session.call("DELETE", "").catch(() => {});
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A browser with one window. */
class Session {
  constructor(call) {
    this.call = call;
  }

  go(url) {
    return this.call("POST", "/url", { url });
  }

  /** Runs a function in the page; elements come and go as the protocol marks them. */
  run(script, ...args) {
    return this.call("POST", "/execute/sync", { script: `return (${script}).apply(null, arguments)`, args });
  }

  /**
   * Presses an element in view with the mouse. The protocol has a command for this; it takes a field in a shadow root for
   * covered (WebKitGTK 2.50), so here the mouse goes there and is pressed.
   */
  async press(element) {
    const actions = [
      { type: "pointerMove", origin: element, x: 0, y: 0 },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    await this.act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions });
  }

  /** Presses keys, one after the other. The command of the protocol for this loses what is not in plane 0 of Unicode. */
  async type(keys) {
    const actions = [...keys].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.act({ type: "key", id: "keyboard", actions });
  }

  key(name) {
    return this.type([KEYS[name] ?? name]);
  }

  act(device) {
    return this.call("POST", "/actions", { actions: [device] });
  }
}

export const isElement = (value) => Boolean(value?.[ELEMENT]);

async function ask(url, method, body, patience = 60_000) {
  const signal = AbortSignal.timeout(patience);
  const reply = await fetch(url, { method, body: body && JSON.stringify(body), signal });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`WebKitWebDriver, ${method} ${new URL(url).pathname}: ${value.error}, ${value.message}`);
  return value;
}

/** Waits until a program answers, which it does not before it has started. */
async function answering(ask, program) {
  for (const late = Date.now() + 30_000; ; await wait(50)) {
    if (program.exitCode !== null) throw new Error(`${program.spawnfile} stopped with status ${program.exitCode}`);
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > late) throw error;
    }
  }
}

/** A screen in memory, under a number that is free. */
async function startScreen() {
  const screen = ["-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-displayfd", "3"];
  const process = spawn(XVFB, screen, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await Promise.race([
    once(process.stdio[3], "data").then(([number]) => String(number).trim()),
    once(process, "exit").then(([status]) => Promise.reject(new Error(`${XVFB} stopped with status ${status}`))),
  ]);
  return { process, display: `:${number}` };
}

/** A proxy that gives nothing, and keeps what it was asked for. */
async function startProxy() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(`https://${request.url}/`);
    socket.destroy();
  });
  return { server, asked, address: `127.0.0.1:${await listen(server)}` };
}

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

async function end(program) {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill();
  await once(program, "exit");
}
