// @ts-check
// OSS: reads the signature a request claims (V1 or V4; header, URL or form) and has ali-oss compute what it must be.

import signUtils from "ali-oss/lib/common/signUtils.js";
import { Refusal } from "../refusal.mjs";
import { checkKey } from "./account.mjs";

/**
 * @typedef {import("./account.mjs").Key} Key
 * @typedef {{ method: string, bucket: string, key: string, query: [string, string][], headers: Record<string, string> }} Request  query decoded; header names in lower case
 * @typedef {object} Claim  what the request says about its own signature
 * @property {"v1" | "v4"} version
 * @property {boolean} inQuery
 * @property {string} id
 * @property {string} [token]
 * @property {string} signature
 * @property {string} date  V1: what stands in the date line. V4: yyyyMMddTHHmmssZ
 * @property {string} region  V4 only
 * @property {string[]} additional  V4 only
 * @property {number} at  ms: when it was signed; V1 in the URL: when it ends
 * @property {number} [seconds]  validity, V4 in the URL
 */

/**
 * @param {Request & { region: string, now: number, find: (id: string) => Key | undefined }} asked
 * @returns {{ id: string }} or throws a Refusal
 */
export function verify({ region, now, find, ...request }) {
  const claim = readClaim(request);
  const key = checkKey(find(claim.id), { ...claim, provider: "oss", now }, CODES);
  checkClock(claim, now);
  if (claim.version === "v4" && claim.region !== region) {
    throw new Refusal("InvalidArgument", { message: "Invalid signing region in Authorization header." });
  }
  const computed = compute(request, claim, key.secret);
  if (computed.signature !== claim.signature) throw mismatch(claim, computed);
  return { id: claim.id };
}

/**
 * The form's fields stand for headers and query. @param {{ fields: Record<string, string>, bucket: string, region: string, now: number, find: (id: string) => Key | undefined }} form
 * @returns {{ id: string, demanded: Record<string, string> }} demanded: what the policy's conditions must name
 */
export function verifyForm({ fields, bucket, region, now, find }) {
  const claim = fields["x-oss-signature-version"] ? readV4Form(fields) : readV1Form(fields);
  const key = checkKey(find(claim.id), { ...claim, provider: "oss", now }, CODES);
  if (claim.version === "v4" && claim.region !== region) {
    throw new Refusal("InvalidArgument", { message: "Invalid signing region in the policy." });
  }
  const computed = computeForm(fields.policy ?? "", claim, key.secret);
  if (computed.signature !== claim.signature) throw mismatch(claim, computed);
  if (claim.version === "v1") return { id: claim.id, demanded: {} };
  const demanded = { bucket, ...pick(fields, [...V4_FORM_FIELDS, "x-oss-security-token"]) };
  return { id: claim.id, demanded };
}

/** @param {Request} request @returns {Claim} */
export function readClaim({ query, headers }) {
  const param = (/** @type {string} */ name) => query.find((pair) => pair[0] === name)?.[1];
  const authorization = headers.authorization ?? "";
  if (authorization.startsWith("OSS4-HMAC-SHA256 ")) return readV4Header(authorization, headers);
  if (authorization.startsWith("OSS ")) return readV1Header(authorization, headers);
  if (authorization) throw new Refusal("InvalidArgument", { message: "Authorization is not of a known form." });
  if (param("x-oss-signature-version") === V4) return readV4Query(param);
  if (param("OSSAccessKeyId")) return readV1Query(param);
  throw new Refusal("AccessDenied", { message: "Anonymous access is forbidden for this operation." });
}

/**
 * What ali-oss makes of the request, given the secret.
 * @param {Request} request @param {Claim} claim @param {string} secret
 * @returns {{ signature: string, stringToSign: string, canonicalRequest?: string }}
 */
export function compute(request, claim, secret) {
  if (claim.version === "v1") {
    const stringToSign = canonicalV1(request, claim);
    return { stringToSign, signature: signUtils.computeSignature(secret, stringToSign) };
  }
  const canonicalRequest = canonicalV4(request, claim);
  const stringToSign = signUtils.getStringToSign(claim.region, claim.date, canonicalRequest);
  const signature = signUtils.getSignatureV4(secret, claim.date.slice(0, 8), claim.region, stringToSign);
  return { stringToSign, canonicalRequest, signature };
}

/** @param {string} policy  base64, as it stands in the form @param {Claim} claim @param {string} secret */
export function computeForm(policy, claim, secret) {
  if (claim.version === "v1") return { stringToSign: policy, signature: signUtils.computeSignature(secret, policy) };
  const signature = signUtils.getSignatureV4(secret, claim.date.slice(0, 8), claim.region, policy);
  return { stringToSign: policy, signature };
}

/** ali-oss signs whatever sub-resources its caller hands over, so the choice is made here, as the Go SDK makes it. */
function canonicalV1(/** @type {Request} */ { method, bucket, key, query, headers }, /** @type {Claim} */ claim) {
  const signed = query.filter(
    ([name]) => SIGNED_V1.has(name) || (name.startsWith("x-oss-") && name !== "x-oss-signature"),
  );
  const resource = bucket ? `/${bucket}/${key}` : "/";
  const expires = claim.inQuery || headers["x-oss-date"] === undefined ? claim.date : undefined;
  return signUtils.buildCanonicalString(method, resource, { headers, parameters: Object.fromEntries(signed) }, expires);
}

/**
 * ali-oss sorts names with localeCompare; Python, Go and the service sort encoded names by byte. So it is given one
 * parameter at a time, and its lines are put in that order here.
 */
function canonicalV4(/** @type {Request} */ { method, bucket, key, query, headers }, /** @type {Claim} */ claim) {
  const additional = signUtils.fixAdditionalHeaders(claim.additional);
  if (additional.some((/** @type {string} */ name) => headers[name] === undefined)) {
    throw new Refusal("SignatureDoesNotMatch", { message: "A header named in AdditionalHeaders was not sent." });
  }
  const lines = signUtils.getCanonicalRequest(method, { headers, queries: {} }, bucket, key, additional).split("\n");
  lines[QUERY_LINE] = query
    .filter(([name]) => name !== "x-oss-signature")
    .map(([name, value]) => canonicalPair(name, value))
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
    .map(({ pair }) => pair)
    .join("&");
  return lines.join("\n");
}

function canonicalPair(/** @type {string} */ name, /** @type {string} */ value) {
  const request = { headers: {}, queries: { [name]: value === "" ? null : value } };
  const pair = signUtils.getCanonicalRequest("GET", request).split("\n")[QUERY_LINE] ?? "";
  return { name: pair.split("=")[0] ?? "", pair };
}

/** @returns {Claim} */
function readV1Header(/** @type {string} */ authorization, /** @type {Record<string, string>} */ headers) {
  const colon = authorization.lastIndexOf(":");
  const date = headers["x-oss-date"] ?? headers.date ?? "";
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw new Refusal("AccessDenied", { message: "A valid Date or x-oss-date header is needed." });
  const [id, signature] = [authorization.slice(4, colon), authorization.slice(colon + 1)];
  return { ...V1_BASE, id, signature, date, at, ...tokenOf(headers["x-oss-security-token"]) };
}

/** @returns {Claim} */
function readV1Query(/** @type {(name: string) => string | undefined} */ param) {
  const date = param("Expires") ?? "";
  const [id, signature] = [param("OSSAccessKeyId") ?? "", param("Signature") ?? ""];
  return {
    ...V1_BASE,
    inQuery: true,
    id,
    signature,
    date,
    at: Number(date) * 1000,
    ...tokenOf(param("security-token")),
  };
}

/** @returns {Claim} */
function readV1Form(/** @type {Record<string, string>} */ fields) {
  const [id, signature] = [fields.ossaccesskeyid ?? "", fields.signature ?? ""];
  if (!id) throw new Refusal("AccessDenied", { message: "Anonymous access is forbidden for this operation." });
  return { ...V1_BASE, id, signature, date: "", at: 0, ...tokenOf(fields["x-oss-security-token"]) };
}

/** @returns {Claim} */
function readV4Header(/** @type {string} */ authorization, /** @type {Record<string, string>} */ headers) {
  const named = Object.fromEntries(
    authorization
      .slice(V4.length + 1)
      .split(",")
      .map((piece) => piece.trim().split(/=(.*)/s)),
  );
  if (named.AdditionalHeaders === "") throw new Refusal("InvalidArgument", { message: "AdditionalHeaders is empty." });
  if (headers["x-oss-content-sha256"] === undefined) {
    throw new Refusal("InvalidArgument", { message: "x-oss-content-sha256 is missing." });
  }
  return {
    ...readCredential(named.Credential ?? "", headers["x-oss-date"] ?? ""),
    inQuery: false,
    signature: named.Signature ?? "",
    additional: named.AdditionalHeaders?.split(";") ?? [],
    ...tokenOf(headers["x-oss-security-token"]),
  };
}

/** @returns {Claim} */
function readV4Query(/** @type {(name: string) => string | undefined} */ param) {
  const seconds = Number(param("x-oss-expires"));
  if (!(seconds >= 1 && seconds <= SEVEN_DAYS)) {
    throw new Refusal("InvalidArgument", { message: "x-oss-expires must be between 1 and 604800." });
  }
  return {
    ...readCredential(param("x-oss-credential") ?? "", param("x-oss-date") ?? ""),
    inQuery: true,
    signature: param("x-oss-signature") ?? "",
    additional: param("x-oss-additional-headers")?.split(";") ?? [],
    seconds,
    ...tokenOf(param("x-oss-security-token")),
  };
}

/** @returns {Claim} */
function readV4Form(/** @type {Record<string, string>} */ fields) {
  return {
    ...readCredential(fields["x-oss-credential"] ?? "", fields["x-oss-date"] ?? ""),
    inQuery: false,
    signature: fields["x-oss-signature"] ?? "",
    additional: [],
    ...tokenOf(fields["x-oss-security-token"]),
  };
}

function readCredential(/** @type {string} */ credential, /** @type {string} */ date) {
  const found = /^(.+)\/(\d{8})\/([^/]+)\/oss\/aliyun_v4_request$/.exec(credential);
  const moment = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!found || !moment || found[2] !== date.slice(0, 8)) {
    throw new Refusal("InvalidArgument", { message: "The credential scope or x-oss-date is not well formed." });
  }
  const [, year, month, day, hour, minute, second] = moment.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return { version: /** @type {const} */ ("v4"), id: found[1] ?? "", region: found[3] ?? "", date, at };
}

function checkClock(/** @type {Claim} */ claim, /** @type {number} */ now) {
  const { version, inQuery, at, seconds } = claim;
  if (inQuery && version === "v1") {
    if (!(at > now)) throw expired(at, now);
    return;
  }
  if (inQuery && at + (seconds ?? 0) * 1000 < now) throw expired(at + (seconds ?? 0) * 1000, now);
  if (at - now <= SKEW_ALLOWED && (inQuery || now - at <= SKEW_ALLOWED)) return;
  throw new Refusal("RequestTimeTooSkewed", {
    extra: { MaxAllowedSkewMilliseconds: SKEW_ALLOWED, RequestTime: iso(at), ServerTime: iso(now) },
  });
}

function expired(/** @type {number} */ end, /** @type {number} */ now) {
  const extra = { Expires: Number.isNaN(end) ? "" : iso(end), ServerTime: iso(now) };
  return new Refusal("AccessDenied", { message: "Request has expired.", extra });
}

function mismatch(
  /** @type {Claim} */ claim,
  /** @type {{ stringToSign: string, canonicalRequest?: string }} */ computed,
) {
  const { stringToSign, canonicalRequest } = computed;
  return new Refusal("SignatureDoesNotMatch", {
    extra: {
      OSSAccessKeyId: claim.id,
      SignatureProvided: claim.signature,
      StringToSign: stringToSign,
      StringToSignBytes: Buffer.from(stringToSign)
        .toString("hex")
        .toUpperCase()
        .replace(/(..)(?!$)/g, "$1 "),
      ...(canonicalRequest ? { CanonicalRequest: canonicalRequest } : {}),
    },
  });
}

function tokenOf(/** @type {string | undefined} */ token) {
  return token ? { token } : {};
}

function pick(/** @type {Record<string, string>} */ fields, /** @type {string[]} */ names) {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
}

function iso(/** @type {number} */ at) {
  return new Date(at).toISOString();
}

const V4 = "OSS4-HMAC-SHA256";
const V1_BASE = { version: /** @type {const} */ ("v1"), inQuery: false, region: "", additional: [] };
const V4_FORM_FIELDS = ["x-oss-signature-version", "x-oss-credential", "x-oss-date"];
const CODES = { expired: "SecurityTokenExpired", wrongToken: "InvalidSecurityToken" };
const SKEW_ALLOWED = 900_000;
const SEVEN_DAYS = 604_800;
const QUERY_LINE = 2;

/** As the newest official SDKs (Go, TypeScript) list them; names beginning with x-oss- come on top. */
const SIGNED_V1 = new Set(
  (
    "acl append asyncFetch bucketInfo callback callback-var cleanRestoredObject cloudboxes continuation-token delete " +
    "location objectMeta partNumber position regionList resourceGroup response-cache-control " +
    "response-content-disposition response-content-encoding response-content-language response-content-type " +
    "response-expires restore security-token sequential stat symlink tagging uploadId uploads versionId versioning versions"
  ).split(" "),
);
