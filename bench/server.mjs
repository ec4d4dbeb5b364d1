// @ts-check
/** A process of its own: the cloud that takes every byte and keeps none, and the pages that upload to it. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "./server/answers.mjs";
import { Valve } from "./server/valve.mjs";

/** @typedef {{ latency: number, rate: number }} Weather  ms before each answer; bytes a second over all requests, 0 for no limit */
/** @typedef {{ requests: number, preflights: number, bytes: number }} Counts */

const [folder = "."] = process.argv.slice(2);
/** @type {Weather} */
let weather = { latency: 0, rate: 0 };
/** @type {Counts} */
let counts = { requests: 0, preflights: 0, bytes: 0 };
let valve = new Valve(0);

const cloud = createServer(async (request, response) => {
  const preflight = request.method === "OPTIONS";
  counts[preflight ? "preflights" : "requests"] += 1;
  /** @type {Buffer[]} */
  const head = [];
  let length = 0;
  valve.watch(request, (chunk) => {
    if (length < HEAD) head.push(chunk);
    length += chunk.length;
  });
  await new Promise((resolve) => request.once("end", resolve).once("close", () => resolve(undefined)));
  counts.bytes += length;
  if (weather.latency) await sleep(weather.latency);
  const { status, headers, body } = preflight
    ? { status: 204, headers: {}, body: "" }
    : answer(request, length, Buffer.concat(head));
  response.writeHead(status, { ...CORS, ...allowed(request), ...headers }).end(body);
});
cloud.keepAliveTimeout = 60_000;

const pages = createServer((request, response) => {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  try {
    const name = path === "/" ? "/index.html" : path;
    response.writeHead(200, { "content-type": KINDS[extname(name)] ?? "", "cache-control": "no-store" });
    response.end(readFileSync(join(folder, name)));
  } catch {
    response.end();
  }
});

/** @param {import("node:http").IncomingMessage} request */
function allowed(request) {
  const wanted = request.headers["access-control-request-headers"];
  return wanted ? { "access-control-allow-headers": wanted } : {};
}

/** @param {import("node:http").Server} server @returns {Promise<string>} */
function listening(server) {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`);
    });
  });
}

process.on("message", (/** @type {Weather} */ wanted) => {
  process.send?.({ counts });
  counts = { requests: 0, preflights: 0, bytes: 0 };
  weather = wanted;
  valve = new Valve(wanted.rate);
});
process.on("disconnect", () => process.exit());

/** @type {Record<string, string>} */
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, PUT, POST, PATCH, DELETE",
  "access-control-expose-headers":
    "ETag, x-oss-hash-crc64ecma, x-cos-hash-crc64ecma, x-bce-content-crc64ecma, x-oss-request-id, x-cos-request-id, x-bce-request-id, Date, Location, Upload-Offset, Tus-Resumable",
  "access-control-max-age": "600",
};
/** Enough to find where the file begins in a form, and to hold all of a small one. */
const HEAD = 1 << 18;

const origins = { cloud: await listening(cloud), page: await listening(pages) };
process.send?.({ origins });
