// @ts-check
// Calls the server that an upload names once its object is stored, as the clouds do; the stored object stays whatever it says.

import { isIP } from "node:net";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {import("./store.mjs").StoredObject} StoredObject
 * @typedef {import("./operations.mjs").Reply} Reply
 * @typedef {{ urls: string[], type: string, body: string }} Callback
 * @typedef {{ body: string } | { failure: string }} Outcome
 */

/**
 * The answer to an upload: the plain one, or with what came of the callback that was asked for.
 * @param {import("./operations.mjs").Work} work
 * @param {StoredObject} object
 * @param {Reply} reply
 * @param {Record<string, string>} [headers]  of a form: its fields
 * @returns {Promise<Reply>}
 */
export async function calledBack({ asked, dialect, bucket, requestId }, object, reply, headers = asked.headers) {
  const etag = dialect.etag(object).replaceAll('"', "");
  const mimeType = object.headers["content-type"] ?? "application/octet-stream";
  const callback = dialect.readCallback(headers, {
    bucket: bucket.name,
    object: object.key,
    etag,
    size: object.size,
    mimeType,
  });
  if (!callback) return reply;
  const outcome = await callFirst(callback);
  return dialect.calledBack(outcome, reply, { asked, requestId });
}

/**
 * OSS and COS: base64 of JSON in a header or field, its variables in a second one or, in OSS's forms, each in its own.
 * @param {Record<string, string>} headers
 * @param {string[]} names  where the callback may stand
 * @param {Record<string, string | number>} values  what `${…}` stands for
 * @returns {Callback | undefined}
 */
export function readCallback(headers, names, values) {
  const name = names.find((one) => headers[one]);
  if (name === undefined) return undefined;
  const { callbackUrl = "", callbackBody = "", callbackBodyType = FORM } = unpack(headers[name]);
  if (callbackUrl === "" || callbackBody === "") {
    throw new Refusal("InvalidArgument", { message: "The callback configuration is not valid." });
  }
  const vars = { ...headers, ...unpack(headers[`${name}-var`]) };
  return {
    urls: callbackUrl.split(";"),
    type: callbackBodyType,
    body: fill(callbackBody, callbackBodyType, vars, values),
  };
}

/** The first server that takes it ends the round. @param {Callback} callback @returns {Promise<Outcome>} */
async function callFirst({ urls, type, body }) {
  /** @type {Outcome} */
  let outcome = { failure: "No callback URL." };
  for (const url of urls) {
    outcome = await call(url, type, body);
    if ("body" in outcome) break;
  }
  return outcome;
}

/** @returns {Promise<Outcome>} */
async function call(/** @type {string} */ url, /** @type {string} */ type, /** @type {string} */ body) {
  if (!URL.canParse(url) || !isLoopback(new URL(url).hostname)) {
    return { failure: "The local cloud calls nobody beyond this machine." };
  }
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const reply = await fetch(url, { method: "POST", headers: { "Content-Type": type }, body, signal });
    const text = await reply.text();
    if (reply.status !== 200) return { failure: `Error status : ${reply.status}.` };
    JSON.parse(text);
    return { body: text };
  } catch (error) {
    return {
      failure: error instanceof SyntaxError ? "Response body is not valid json format." : `No answer: ${error}.`,
    };
  }
}

function fill(
  /** @type {string} */ template,
  /** @type {string} */ type,
  /** @type {Record<string, string>} */ vars,
  /** @type {Record<string, string | number>} */ values,
) {
  const json = type === "application/json";
  return template.replace(/\$\{([^}]+)\}/g, (_, /** @type {string} */ name) => {
    const value = values[name] ?? vars[name] ?? "";
    return json ? JSON.stringify(value) : encodeURIComponent(String(value));
  });
}

/** @returns {Record<string, string>} */
function unpack(/** @type {string | undefined} */ base64) {
  if (!base64) return {};
  try {
    return JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
  } catch {
    throw new Refusal("InvalidArgument", { message: "The callback is not base64 of JSON." });
  }
}

function isLoopback(/** @type {string} */ host) {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    (isIP(host) === 4 && host.startsWith("127."))
  );
}

const FORM = "application/x-www-form-urlencoded";
/** OSS waits five seconds. */
const PATIENCE = 5000;
