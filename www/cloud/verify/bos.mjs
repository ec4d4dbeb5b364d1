// @ts-check
// BOS: reads the bce-auth-v1 text a request claims (header, URL or form) and has @baiducloud/sdk compute what it must be.

import Auth from "@baiducloud/sdk/src/auth.js";
import strings from "@baiducloud/sdk/src/strings.js";
import { Refusal } from "../refusal.mjs";
import { checkKey } from "./account.mjs";

/**
 * @typedef {import("./account.mjs").Key} Key
 * @typedef {{ method: string, path: string, query: [string, string][], headers: Record<string, string> }} Request  path: decoded, as on the wire; query decoded; header names in lower case
 * @typedef {object} Claim  what the request says about its own signature
 * @property {boolean} inQuery
 * @property {string} id
 * @property {string} [token]
 * @property {string} signature
 * @property {number} at  ms
 * @property {number} seconds  validity; -1: for ever
 * @property {string[]} signedHeaders  empty: the recommended ones
 */

/**
 * @param {Request & { now: number, find: (id: string) => Key | undefined }} asked
 * @returns {{ id: string }} or throws a Refusal
 */
export function verify({ now, find, ...request }) {
  const claim = readClaim(request);
  const key = checkKey(find(claim.id), { ...claim, provider: "bos", now }, CODES);
  checkClock(claim, request.headers["x-bce-date"], now);
  if (claim.signedHeaders.length > 0 && !claim.signedHeaders.includes("host")) {
    throw new Refusal("SignatureDoesNotMatch", { message: "The header Host must be signed." });
  }
  if (compute(request, claim, key.secret).signature !== claim.signature) throw new Refusal("SignatureDoesNotMatch");
  return { id: claim.id };
}

/**
 * A temporary key cannot sign a form: no field for its token is known.
 * @param {{ fields: Record<string, string>, now: number, find: (id: string) => Key | undefined }} form
 * @returns {{ id: string, demanded: Record<string, string> }}
 */
export function verifyForm({ fields, now, find }) {
  const id = fields.accesskey ?? "";
  if (!id) throw new Refusal("AccessDenied", { message: "Anonymous access is forbidden for this operation." });
  const key = checkKey(find(id), { id, token: undefined, provider: "bos", now }, CODES);
  const { signature } = computeForm(fields.policy ?? "", id, key.secret);
  if (signature !== fields.signature) throw new Refusal("SignatureDoesNotMatch");
  return { id, demanded: {} };
}

/** @param {Request} request @returns {Claim} */
export function readClaim({ query, headers }) {
  const inUrl = query.find(([name]) => name.toLowerCase() === "authorization")?.[1];
  const text = headers.authorization ?? inUrl;
  if (text === undefined) throw new Refusal("AccessDenied", { message: "Anonymous access is forbidden." });
  const found = /^bce-auth-v1\/([^/]+)\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\/(-?\d+)\/([^/]*)\/([0-9a-f]{64})$/.exec(
    text,
  );
  const [, id = "", date = "", seconds = "", names = "", signature = ""] = found ?? [];
  if (!found || seconds === "0") {
    throw new Refusal("InvalidHTTPAuthHeader", { message: "The authorization is not of the form bce-auth-v1." });
  }
  const inQuery = headers.authorization === undefined;
  const token = headers["x-bce-security-token"] ?? query.find(([name]) => name === "x-bce-security-token")?.[1];
  const signedHeaders = names
    .toLowerCase()
    .split(";")
    .filter((name) => name !== "");
  return {
    inQuery,
    id,
    signature,
    at: Date.parse(date),
    seconds: Number(seconds),
    signedHeaders,
    ...(token ? { token } : {}),
  };
}

/**
 * What @baiducloud/sdk makes of the request, given the secret.
 * @param {Request} request @param {Claim} claim @param {string} secret
 * @returns {{ signature: string, canonicalRequest: string }}
 */
export function compute(request, claim, secret) {
  const auth = new Auth(claim.id, secret);
  const path = strings.normalize(request.path, false);
  const params = encodedNames(request.query);
  const headers = headersToSign(request.headers, claim.signedHeaders);
  const names = claim.signedHeaders.length > 0 ? claim.signedHeaders : undefined;
  const text = auth.generateAuthorization(request.method, path, params, headers, claim.at / 1000, claim.seconds, names);
  const lines = [request.method, path, auth.queryStringCanonicalization(params)];
  const canonicalRequest = [...lines, auth.headersCanonicalization(headers, names)[0]].join("\n");
  return { signature: text.slice(text.lastIndexOf("/") + 1), canonicalRequest };
}

/** The step of the SDK's signPostObjectPolicy. @param {string} policy  base64, as it stands in the form @param {string} id @param {string} secret */
export function computeForm(policy, id, secret) {
  return { signature: new Auth(id, secret).hash(policy, secret) };
}

/** The JavaScript SDK leaves the names of parameters as they are; Python and Go encode them, and so does the service. */
function encodedNames(/** @type {[string, string][]} */ query) {
  return Object.fromEntries(query.map(([name, value]) => [strings.normalize(name), value]));
}

/** The SDK adds every x-bce-* to an explicit list; the rule is that the list says what is signed. */
function headersToSign(/** @type {Record<string, string>} */ headers, /** @type {string[]} */ names) {
  if (names.length === 0) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}

function checkClock(
  /** @type {Claim} */ { inQuery, at, seconds },
  /** @type {string | undefined} */ date,
  /** @type {number} */ now,
) {
  const sent = inQuery ? at : Date.parse(date ?? "") || at;
  const skewed = Math.abs(sent - now) > SKEW_ALLOWED;
  if (skewed && (!inQuery || sent > now)) throw new Refusal("RequestTimeTooSkewed");
  if (seconds >= 0 && at + seconds * 1000 < now) {
    throw new Refusal("RequestExpired", { message: "Request has expired." });
  }
}

const CODES = { expired: "InvalidAccessKeyId", wrongToken: "InvalidAccessKeyId" };
const SKEW_ALLOWED = 1_800_000;
