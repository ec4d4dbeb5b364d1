// @ts-check
// One cloud as an HTTP server: reads what is asked, strikes it with faults, checks who asks, has it done, answers.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { arriving } from "./arrival.mjs";
import { readAsked } from "./asked.mjs";
import { allowed, openRules, readPreflight } from "./cors.mjs";
import { OPERATIONS, operationOf } from "./operations.mjs";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {import("node:http").IncomingMessage} Message
 * @typedef {import("node:http").ServerResponse} Response
 * @typedef {import("./dialect.d.ts").Dialect} Dialect
 * @typedef {import("./store.mjs").Store} Store
 * @typedef {import("./asked.mjs").Asked} Asked
 * @typedef {import("./operations.mjs").Reply} Reply
 * @typedef {object} Site  everything one cloud's server needs
 * @property {Dialect} dialect
 * @property {Store} store
 * @property {{ find(id: string): any }} accounts
 * @property {import("./faults.mjs").Faults} faults
 * @property {import("./journal.mjs").Journal} journal
 * @property {Map<string, string>} cnames
 * @property {() => number} now
 */
/** @typedef {{ asked: Asked, line: import("./journal.mjs").Line, fault: import("./faults.mjs").Action, requestId: string, now: number }} Case */

/** @param {Site} site */
export function createCloudServer(site) {
  const server = createServer((message, response) => {
    answer(site, message, response).catch((error) => {
      if (!isHangUp(error)) console.error(`local ${site.dialect.name}:`, error);
      response.destroy();
    });
  });
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE;
  return server;
}

async function answer(/** @type {Site} */ site, /** @type {Message} */ message, /** @type {Response} */ response) {
  const started = performance.now();
  /** @type {Case} */
  let one;
  try {
    one = open(site, message);
  } catch (error) {
    if (error instanceof Refusal) return refuseUnread(site, error, message, response);
    throw error;
  }
  const reply = await replyTo(site, one, message);
  if (reply) await send(site, one, reply, response);
  else response.destroy();
  one.line.ms = Math.round(performance.now() - started);
}

/** A URL that cannot be read has no bucket, so no rule of one, and no line in the journal. */
function refuseUnread(
  /** @type {Site} */ { dialect },
  /** @type {Refusal} */ refusal,
  /** @type {Message} */ { method = "GET", headers },
  /** @type {Response} */ response,
) {
  const reply = dialect.refused(refusal, { method, host: headers.host ?? "" }, "");
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

/** @returns {Case} */
function open(/** @type {Site} */ { dialect, store, faults, journal, cnames, now }, /** @type {Message} */ message) {
  const knows = (/** @type {string} */ bucket) => store.find(bucket) !== undefined;
  const { ownHost, pathPrefix } = dialect;
  const asked = readAsked(message, { cnames, ownHost, pathPrefix, knows });
  const operation = asked.method === "OPTIONS" ? "Preflight" : (operationOf(asked) ?? "Unknown");
  const partNumber = Number(asked.param("partNumber"));
  const { method, bucket, key } = asked;
  const request = { cloud: dialect.name, operation, method, bucket, key, ...(partNumber ? { partNumber } : {}) };
  const fault = faults.strike(request);
  const bytes = Number(asked.headers["content-length"] ?? 0);
  const struck = fault ? { fault: Object.keys(fault).join("+") } : {};
  const url = SIGNED.test(message.url ?? "") ? {} : { url: message.url ?? "" };
  const line = journal.add({ at: Date.now(), ...request, bytes, ...struck, ...url });
  journal.count(line);
  const requestId = randomBytes(12).toString("hex").toUpperCase();
  return { asked, line, fault: fault ?? {}, requestId, now: now() + (fault?.shift ?? 0) };
}

/** Undefined: no answer, the connection is cut. @returns {Promise<Reply | undefined>} */
async function replyTo(/** @type {Site} */ site, /** @type {Case} */ one, /** @type {Message} */ message) {
  const { fault, asked } = one;
  if (fault.delay) await wait(fault.delay);
  if (fault.stall && !fault.lose) return hangUp(message);
  if (message.destroyed) return undefined;
  if (fault.cut !== undefined) return swallow(message, fault.cut);
  try {
    const reply = await work(site, one, arriving(message, fault));
    if (fault.lose && fault.stall) return hangUp(message);
    return fault.lose ? undefined : reply;
  } catch (error) {
    if (isHangUp(error)) return undefined;
    if (!(error instanceof Refusal)) console.error(`local ${site.dialect.name}:`, error);
    const refusal =
      error instanceof Refusal ? error : new Refusal("InternalError", { message: "We encountered an internal error." });
    one.line.code = refusal.code;
    const retry = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
    const reply = site.dialect.refused(refusal, asked, one.requestId);
    return { ...reply, headers: { ...reply.headers, ...retry } };
  }
}

/** @returns {Promise<Reply>} */
async function work(
  /** @type {Site} */ { dialect, store, accounts },
  /** @type {Case} */ one,
  /** @type {Readable} */ body,
) {
  const { asked, line, fault, now, requestId } = one;
  if (fault.status) throw new Refusal(fault.code ?? codeOf(fault.status), { status: fault.status });
  if (line.operation === "Preflight") return preflight(dialect, store, asked);
  const bucket = store.bucket(asked.bucket);
  const operation = OPERATIONS[line.operation];
  if (!operation) throw new Refusal("NotImplemented");
  const find = fault.refuse ? refuseAll(dialect) : (/** @type {string} */ id) => accounts.find(id);
  if (line.operation !== "PostObject") {
    const { id } = dialect.verify({ ...asked, region: bucket.region, now, find });
    line.accessKeyId = id;
    permit(accounts.find(id), line.operation, asked);
  }
  return operation({ asked, dialect, bucket, body, fault, requestId, now, find });
}

function permit(/** @type {any} */ account, /** @type {string} */ operation, /** @type {Asked} */ asked) {
  const resource = asked.key === "" ? (asked.param("prefix") ?? "") : asked.key;
  const asAction = operation === "HeadBucket" ? "ListObjects" : operation;
  if (!account?.allows(asAction, asked.bucket, resource)) throw new Refusal("AccessDenied");
}

/** @returns {(id: string) => never} */
function refuseAll(/** @type {Dialect} */ dialect) {
  return () => {
    throw new Refusal(dialect.codes.credential, { status: 403 });
  };
}

/** @returns {Reply} */
function preflight(/** @type {Dialect} */ dialect, /** @type {Store} */ store, /** @type {Asked} */ asked) {
  const wanted = readPreflight(asked.headers);
  const bucket = store.find(asked.bucket);
  const headers = wanted && bucket && allowed(bucket.rules ?? openRules(dialect.expose), wanted);
  if (headers) return { status: 200, headers };
  if (dialect.preflightRefused) throw dialect.preflightRefused;
  return { status: 200 };
}

async function send(
  /** @type {Site} */ site,
  /** @type {Case} */ one,
  /** @type {Reply} */ reply,
  /** @type {Response} */ response,
) {
  const { dialect, store } = site;
  const cors = crossOrigin(dialect, store.find(one.asked.bucket), one);
  const headers = {
    ...dialect.stamp(one.requestId, one.now),
    Date: new Date(one.now).toUTCString(),
    ...(typeof reply.body === "string" ? { "Content-Length": String(Buffer.byteLength(reply.body)) } : {}),
    ...(reply.body === undefined && reply.status !== 204 ? { "Content-Length": "0" } : {}),
    ...cors,
    ...reply.headers,
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, bytes(value));
  const status = one.fault.drip === undefined ? reply.status : 200;
  one.line.status = status;
  response.statusCode = status;
  if (one.fault.drip !== undefined) await drip(one.fault.drip, response);
  if (one.fault.cutReply !== undefined) return cutShort(reply.body, one.fault.cutReply, response);
  if (reply.body instanceof Readable) await pipeline(reply.body, response);
  else response.end(reply.body);
}

/** The headers are gone before it is known what comes of the request; white space keeps the connection alive. */
async function drip(/** @type {number} */ ms, /** @type {Response} */ response) {
  response.removeHeader("Content-Length");
  for (let left = ms; left > 0 && !response.destroyed; left -= DRIP) {
    response.write(" ");
    await wait(Math.min(left, DRIP));
  }
}

/** @returns {Promise<undefined>} */
async function hangUp(/** @type {Message} */ { socket }) {
  if (!socket.destroyed) await new Promise((resolve) => socket.once("close", resolve));
  return undefined;
}

/** The headers promise the whole. */
async function cutShort(
  /** @type {string | Readable} */ body = "",
  /** @type {number} */ most,
  /** @type {Response} */ response,
) {
  let left = most;
  response.flushHeaders();
  for await (const piece of body instanceof Readable ? body : [Buffer.from(body)]) {
    const sent = piece.subarray(0, left);
    left -= sent.length;
    if (sent.length > 0) await new Promise((resolve) => response.write(sent, resolve));
    if (left === 0) break;
  }
  response.destroy();
}

/** A preflight's own reply carries its headers already. */
function crossOrigin(
  /** @type {Dialect} */ dialect,
  /** @type {import("./store.mjs").Bucket | undefined} */ bucket,
  /** @type {Case} */ { asked, line, fault },
) {
  const origin = asked.headers.origin;
  if (!origin || !bucket || line.operation === "Preflight") return {};
  const rules = (bucket.rules ?? openRules(dialect.expose)).map((rule) => ({
    ...rule,
    expose: fault.hide?.includes("*") ? [] : rule.expose.filter((name) => !hides(fault.hide, name)),
  }));
  return allowed(rules, { origin, method: asked.method }) ?? {};
}

function hides(/** @type {string[]} */ hidden = [], /** @type {string} */ name) {
  return hidden.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** @returns {Promise<undefined>} */
async function swallow(/** @type {Message} */ message, /** @type {number} */ most) {
  const { socket } = message;
  let size = 0;
  for await (const chunk of most > 0 ? message : []) {
    size += chunk.length;
    if (size >= most) break;
  }
  socket.destroy();
  return undefined;
}

function isHangUp(/** @type {any} */ error) {
  return ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED", "ABORT_ERR"].includes(
    error?.code,
  );
}

/** Node writes headers as Latin-1; the clouds give back the UTF-8 they were given. */
function bytes(/** @type {string} */ value) {
  return Buffer.from(String(value), "utf8").toString("latin1");
}

function codeOf(/** @type {number} */ status) {
  if (status === 503) return "ServiceUnavailable";
  if (status === 429) return "TooManyRequests";
  return status >= 500 ? "InternalError" : "AccessDenied";
}

/** A signature in the query: the URL is a secret for as long as it lives. */
const SIGNED = /[?&](signature|x-oss-signature|authorization|q-signature)=/i;
/** ms between two spaces. */
const DRIP = 100;
/** Browsers reuse connections for long; a server that closes them first makes them send again. */
const KEEP_ALIVE = 60_000;
