// @ts-check
// Reads what a request asks for: bucket, key, query and headers as data, however the URL is laid out.

import { isIP } from "node:net";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {object} Asked
 * @property {string} method
 * @property {string} bucket  "" where the URL names none
 * @property {string} key  decoded; "" for the bucket itself
 * @property {string} path  the whole decoded path as it was on the wire, bucket included in path style
 * @property {[string, string][]} query  decoded, in the order of the wire
 * @property {Record<string, string>} headers  lower-case names, values read as UTF-8
 * @property {string} host  with its port
 * @property {(name: string) => string | undefined} param
 */
/** @typedef {{ cnames: Map<string, string>, ownHost: RegExp, pathPrefix: string, knows: (bucket: string) => boolean }} Addressing */

/**
 * @param {import("node:http").IncomingMessage} message
 * @param {Addressing} addressing
 * @returns {Asked}
 */
export function readAsked(message, addressing) {
  const { host, target } = readTarget(message);
  const mark = target.indexOf("?");
  const path = decodePath(mark < 0 ? target : target.slice(0, mark));
  const query = readQuery(mark < 0 ? "" : target.slice(mark + 1));
  const headers = readHeaders(message);
  const param = (/** @type {string} */ name) => query.find((pair) => pair[0] === name)?.[1];
  return { method: message.method ?? "GET", ...locate(host, path, addressing), path, query, headers, host, param };
}

/** A proxy's request line carries the whole URL; official SDKs reach this machine that way under their real host names. */
function readTarget(/** @type {import("node:http").IncomingMessage} */ message) {
  const target = message.url ?? "/";
  const absolute = /^https?:\/\/([^/?]+)(.*)$/s.exec(target);
  if (!absolute) return { host: message.headers.host ?? "", target };
  const rest = absolute[2] ?? "";
  return { host: absolute[1] ?? "", target: rest.startsWith("/") ? rest : `/${rest}` };
}

/** No URL parser: it would fold `//`, `.` and `..`, which are part of keys. */
function decodePath(/** @type {string} */ path) {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new Refusal("InvalidURI", { message: "The path is not percent-encoded UTF-8." });
  }
}

/** @returns {[string, string][]} */
function readQuery(/** @type {string} */ text) {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 0) return [decodeQuery(pair), ""];
      return [decodeQuery(pair.slice(0, equals)), decodeQuery(pair.slice(equals + 1))];
    });
}

/** The Python SDKs write spaces as `+`. */
function decodeQuery(/** @type {string} */ text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new Refusal("InvalidURI", { message: "The query is not percent-encoded UTF-8." });
  }
}

/** @returns {Record<string, string>} */
function readHeaders(/** @type {import("node:http").IncomingMessage} */ message) {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, readUtf8(String(value ?? ""))]),
  );
}

/** Node reads header bytes as Latin-1, the clouds as UTF-8. */
function readUtf8(/** @type {string} */ latin) {
  const text = Buffer.from(latin, "latin1").toString("utf8");
  return text.includes("\ufffd") ? latin : text;
}

function locate(
  /** @type {string} */ host,
  /** @type {string} */ path,
  /** @type {Addressing} */ { cnames, ownHost, pathPrefix, knows },
) {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const key = path.slice(1);
  const mapped = cnames.get(host) ?? cnames.get(name);
  if (mapped !== undefined) return { bucket: mapped, key };
  const label = name.split(".")[0] ?? "";
  const bare = isIP(name) !== 0 || name === "localhost" || ownHost.test(name);
  const lonely = name.split(".").length === 2 && name.endsWith(".localhost") && !knows(label);
  if (!bare && !lonely) return { bucket: label, key };
  const place = pathPrefix !== "" && key.startsWith(pathPrefix) ? key.slice(pathPrefix.length) : key;
  const slash = place.indexOf("/");
  return slash < 0 ? { bucket: place, key: "" } : { bucket: place.slice(0, slash), key: place.slice(slash + 1) };
}
