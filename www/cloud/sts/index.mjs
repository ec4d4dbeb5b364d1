// @ts-check
// The three STS services of the local cloud, each on a port of its own, as their official SDKs expect them.

import { createServer } from "node:http";
import { answerBos } from "./bos.mjs";
import { answerCos } from "./cos.mjs";
import { answerOss, ROLE_ARN } from "./oss.mjs";

/** @typedef {{ method: string, url: URL, headers: import("node:http").IncomingHttpHeaders, body: Buffer }} Ask */
/** @typedef {{ status: number, body: unknown }} Reply */
/**
 * @typedef {object} Services
 * @property {import("../accounts.mjs").Accounts} accounts
 * @property {() => number} now  ms
 * @property {number} shortestSeconds  the shortest life that may be asked for
 */

/**
 * @param {object} options
 * @param {import("../accounts.mjs").Accounts} options.accounts
 * @param {() => number} [options.now]  ms; the services' clock
 * @param {{ oss?: number, bos?: number, cos?: number }} [options.ports]
 * @param {number} [options.shortestSeconds]  for tests that want to see a set end
 */
export async function startSts({ accounts, now = Date.now, ports = {}, shortestSeconds = SHORTEST_SECONDS }) {
  const services = { accounts, now, shortestSeconds };
  const [oss, bos, cos] = await Promise.all([
    listen(ports.oss, answerOss, services),
    listen(ports.bos, answerBos, services),
    listen(ports.cos, answerCos, services),
  ]);
  return {
    oss: { endpoint: oss.endpoint, roleArn: ROLE_ARN },
    bos: { endpoint: bos.endpoint },
    cos: { endpoint: cos.endpoint },
    close: async () => {
      await Promise.all([oss.close(), bos.close(), cos.close()]);
    },
  };
}

/**
 * @param {number | undefined} port
 * @param {(ask: Ask, services: Services) => Reply} answer
 * @param {Services} services
 */
async function listen(port, answer, services) {
  const server = createServer(async (request, response) => {
    const reply = await replyTo(request, answer, services);
    response.writeHead(reply.status, {
      "content-type": "application/json",
      date: new Date(services.now()).toUTCString(),
    });
    response.end(JSON.stringify(reply.body));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port ?? 0, "127.0.0.1", () => resolve(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${address.port}`, close };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {(ask: Ask, services: Services) => Reply} answer
 * @param {Services} services
 * @returns {Promise<Reply>}
 */
async function replyTo(request, answer, services) {
  try {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", `http://${headers.host}`);
    return answer({ method, url, headers, body: await read(request) }, services);
  } catch {
    return { status: 400, body: { code: "MalformedRequest", message: "The request could not be read." } };
  }
}

async function read(/** @type {import("node:http").IncomingMessage} */ request) {
  /** @type {Buffer[]} */
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > LONGEST_BODY) throw new Error("The body is too long.");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** OSS documents this minimum. The other two are held to it as well: what passes here passes there. */
const SHORTEST_SECONDS = 900;
/** The longest policy of the three clouds is a few kilobytes. */
const LONGEST_BODY = 64 * 1024;
