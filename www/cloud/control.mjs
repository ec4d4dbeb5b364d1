// @ts-check
// Faults and journal over HTTP, for whoever drives the clouds from another process. Loopback only, and only when asked for.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * `GET /__faults` lists the rules not yet spent, `POST /__faults` adds one rule or an array of them, `DELETE /__faults`
 * takes all back. `GET /__journal?cloud=oss&operation=UploadPart` answers `{ counts, lines }`, `DELETE /__journal` forgets.
 * @param {{ faults: import("./faults.mjs").Faults, journal: import("./journal.mjs").Journal, port?: number }} options
 */
export async function startControl({ faults, journal, port = 0 }) {
  const server = createServer(async (request, response) => {
    const { status, content } = await answer(request, faults, journal).catch((error) => ({
      status: 400,
      content: { error: String(error) },
    }));
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(content));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { endpoint: `http://127.0.0.1:${bound}`, close };
}

async function answer(
  /** @type {import("node:http").IncomingMessage} */ request,
  /** @type {import("./faults.mjs").Faults} */ faults,
  /** @type {import("./journal.mjs").Journal} */ journal,
) {
  const url = new URL(request.url ?? "/", "http://control");
  /** @type {Record<string, () => unknown>} */
  const verbs = {
    "GET /__faults": () => faults.rules,
    "POST /__faults": async () => {
      for (const rule of [JSON.parse(await read(request))].flat()) faults.add(rule);
      return faults.rules;
    },
    "DELETE /__faults": () => faults.clear(),
    "GET /__journal": () => ({ counts: journal.counts, lines: journal.lines(Object.fromEntries(url.searchParams)) }),
    "DELETE /__journal": () => journal.clear(),
  };
  const verb = verbs[`${request.method} ${url.pathname}`];
  if (!verb) return { status: 404, content: { error: "not here" } };
  return { status: 200, content: (await verb()) ?? {} };
}

async function read(/** @type {AsyncIterable<Buffer>} */ body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
