// @ts-check
// COS: reads the q-sign fields a request claims (header, URL, `sign` parameter or form) and has cos-nodejs-sdk-v5 compute the signature.

import { createHash, createHmac } from "node:crypto";
import cosSdk from "cos-nodejs-sdk-v5/sdk/util.js";
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
 * @property {string} keyTime  "<start>;<end>" in seconds
 * @property {string[]} headerList
 * @property {string[]} paramList
 */

/**
 * @param {Request & { now: number, find: (id: string) => Key | undefined }} asked
 * @returns {{ id: string }} or throws a Refusal
 */
export function verify({ now, find, ...request }) {
  const claim = readClaim(request);
  const key = checkKey(find(claim.id), { ...claim, provider: "cos", now }, CODES);
  checkWindow(claim.keyTime, now);
  const computed = compute(request, claim, key.secret);
  if (computed.signature !== claim.signature) throw mismatch(claim, computed);
  return { id: claim.id };
}

/**
 * @param {{ fields: Record<string, string>, now: number, find: (id: string) => Key | undefined }} form
 * @returns {{ id: string, demanded: Record<string, string> }} demanded: what the policy's conditions must name
 */
export function verifyForm({ fields, now, find }) {
  const claim = claimOf((name) => fields[name]);
  const keyTime = fields["q-key-time"] ?? "";
  const token = fields["x-cos-security-token"];
  const key = checkKey(find(claim.id), { ...claim, token, provider: "cos", now }, CODES);
  checkWindow(keyTime, now);
  const computed = computeForm(Buffer.from(fields.policy ?? "", "base64").toString("utf8"), keyTime, key.secret);
  if (computed.signature !== claim.signature) throw mismatch(claim, computed);
  return { id: claim.id, demanded: { "q-sign-algorithm": "sha1", "q-ak": claim.id, "q-sign-time": keyTime } };
}

/** @param {Request} request @returns {Claim} */
export function readClaim({ query, headers }) {
  const param = (/** @type {string} */ name) => query.find((pair) => pair[0] === name)?.[1];
  const header = headers.authorization;
  if (header !== undefined) return { ...readText(header), inQuery: false, ...tokenOf(headers["x-cos-security-token"]) };
  const token = tokenOf(param("x-cos-security-token") ?? headers["x-cos-security-token"]);
  const merged = param("sign");
  if (merged !== undefined) return { ...readText(merged), inQuery: true, ...token };
  if (param("q-ak") === undefined) throw new Refusal("AccessDenied", { message: "Access Denied." });
  return { ...claimOf(param), inQuery: true, ...token };
}

/**
 * What cos-nodejs-sdk-v5 makes of the request, given the secret.
 * @param {Request} request @param {Claim} claim @param {string} secret
 * @returns {{ signature: string, stringToSign: string, formatString: string }}
 */
export function compute(request, claim, secret) {
  const signed = signedElements(request, claim);
  const lines = [request.method.toLowerCase(), request.path, canonical(signed.query), canonical(signed.headers), ""];
  const formatString = lines.join("\n");
  const stringToSign = ["sha1", claim.keyTime, sha1(formatString), ""].join("\n");
  const authorization = cosSdk.getAuth({
    SecretId: claim.id,
    SecretKey: secret,
    KeyTime: claim.keyTime,
    Method: request.method,
    UseRawKey: true,
    Pathname: request.path,
    Query: signed.query,
    Headers: signed.headers,
  });
  const signature = expressible(signed)
    ? (authorization.split("q-signature=")[1] ?? "")
    : seal(secret, claim.keyTime, stringToSign);
  return { signature, stringToSign, formatString };
}

/**
 * No Node SDK of Tencent's signs a form, so these are the three steps of its document (436/14690), held to the
 * document's own example by a test.
 * @param {string} policy  the JSON text @param {string} keyTime @param {string} secret
 */
export function computeForm(policy, keyTime, secret) {
  const stringToSign = sha1(policy);
  return { stringToSign, formatString: policy, signature: seal(secret, keyTime, stringToSign) };
}

/** The elements the two lists name, with the values that arrived; a name that did not arrive is left out and so refused. */
function signedElements(/** @type {Request} */ { query, headers }, /** @type {Claim} */ { headerList, paramList }) {
  const listed = (/** @type {[string, string]} */ [name], /** @type {string[]} */ list) =>
    list.includes(encodeName(name));
  return {
    query: Object.fromEntries(query.filter((pair) => listed(pair, paramList))),
    headers: Object.fromEntries(Object.entries(headers).filter((pair) => listed(pair, headerList))),
  };
}

/** The SDK's own pairs in the order of Python and Go: by encoded name. */
function canonical(/** @type {Record<string, string>} */ elements) {
  return Object.entries(elements)
    .map(([name, value]) => ({ name: encodeName(name), pair: cosSdk.obj2str({ [name]: value }, true) }))
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
    .map(({ pair }) => pair)
    .join("&");
}

/**
 * getAuth sorts query names before it encodes them, unlike Python and Go, and signs only headers of its own list.
 * Where that makes another text, its last step is done with the hash alone.
 */
function expressible(/** @type {{ query: Record<string, string>, headers: Record<string, string> }} */ signed) {
  const sameOrder = [signed.query, signed.headers].every((one) => cosSdk.obj2str(one, true) === canonical(one));
  return sameOrder && Object.keys(signed.headers).every((name) => /^x-(cos|ci)-/.test(name) || SIGNED_BY_SDK.has(name));
}

function seal(/** @type {string} */ secret, /** @type {string} */ keyTime, /** @type {string} */ text) {
  const signKey = createHmac("sha1", secret).update(keyTime).digest("hex");
  return createHmac("sha1", signKey).update(text).digest("hex");
}

/** @returns {Claim} */
function readText(/** @type {string} */ authorization) {
  const fields = Object.fromEntries(authorization.split("&").map((pair) => pair.split(/=(.*)/s)));
  return claimOf((name) => fields[name]);
}

/** @returns {Claim} */
function claimOf(/** @type {(name: string) => string | undefined} */ field) {
  const keyTime = field("q-key-time") ?? "";
  const signTime = field("q-sign-time") ?? keyTime;
  if (field("q-sign-algorithm") !== "sha1" || !/^\d+;\d+$/.test(keyTime) || signTime !== keyTime) {
    throw new Refusal("InvalidArgument", { message: "The q-sign fields of the authorization are not well formed." });
  }
  return {
    inQuery: false,
    id: field("q-ak") ?? "",
    signature: field("q-signature") ?? "",
    keyTime,
    headerList: readList(field("q-header-list")),
    paramList: readList(field("q-url-param-list")),
  };
}

/** The SDK for Node encodes a list a second time in URLs, in lower case. */
function readList(/** @type {string | undefined} */ text) {
  return (text ?? "")
    .toLowerCase()
    .replaceAll("%3b", ";")
    .split(";")
    .filter((name) => name !== "");
}

function checkWindow(/** @type {string} */ keyTime, /** @type {number} */ now) {
  const [start = 0, end = 0] = keyTime.split(";").map((seconds) => Number(seconds) * 1000);
  const extra = { RequestTime: new Date(start).toISOString(), ServerTime: new Date(now).toISOString() };
  if (end <= now) throw new Refusal("AccessDenied", { message: "Request has expired", extra });
  if (start > now) throw new Refusal("RequestTimeTooSkewed", { extra });
}

function mismatch(/** @type {Claim} */ claim, /** @type {{ stringToSign: string, formatString: string }} */ computed) {
  const { stringToSign, formatString } = computed;
  return new Refusal("SignatureDoesNotMatch", {
    extra: { StringToSign: stringToSign, FormatString: formatString, SignatureProvided: claim.signature },
  });
}

function tokenOf(/** @type {string | undefined} */ token) {
  return token ? { token } : {};
}

function encodeName(/** @type {string} */ name) {
  return cosSdk.camSafeUrlEncode(name).toLowerCase();
}

function sha1(/** @type {string} */ text) {
  return createHash("sha1").update(text, "utf8").digest("hex");
}

const CODES = { expired: "ExpiredToken", wrongToken: "InvalidAccessKeyId" };
const SIGNED_BY_SDK = new Set(
  (
    "cache-control content-disposition content-encoding content-length content-md5 content-type expect expires host " +
    "if-match if-modified-since if-none-match if-unmodified-since origin range transfer-encoding pic-operations"
  ).split(" "),
);
