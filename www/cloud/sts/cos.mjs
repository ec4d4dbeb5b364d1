// @ts-check
// GetFederationToken of Tencent Cloud: a JSON call signed with TC3-HMAC-SHA256, verified by tencentcloud-sdk-nodejs-common.

import { randomUUID } from "node:crypto";
import sign from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js";
import { PolicyError, readPolicy } from "./policy.mjs";
import { Refusal } from "./refusal.mjs";
import { isoSeconds, same, wholeSeconds } from "./text.mjs";

const Sign = /** @type {any} */ (sign).default;

/**
 * Errors come with status 200, as this cloud sends them.
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 * @returns {import("./index.mjs").Reply}
 */
export function answerCos(ask, services) {
  const RequestId = randomUUID();
  try {
    checkCommon(ask);
    checkCaller(ask, services);
    return { status: 200, body: { Response: { ...federationToken(ask, services), RequestId } } };
  } catch (problem) {
    const { code, message } = problem instanceof Refusal ? problem : UNEXPECTED;
    return { status: 200, body: { Response: { Error: { Code: code, Message: message }, RequestId } } };
  }
}

function checkCommon(/** @type {import("./index.mjs").Ask} */ { method, headers }) {
  if (method !== "POST") throw new Refusal(200, "UnsupportedProtocol", "The local STS takes POST alone.");
  for (const name of REQUIRED) {
    if (!headers[name]) throw new Refusal(200, "MissingParameter", `The header ${name} is missing.`);
  }
  if (headers["x-tc-action"] !== "GetFederationToken") {
    throw new Refusal(200, "InvalidAction", `The action ${headers["x-tc-action"]} does not exist here.`);
  }
  if (headers["x-tc-version"] !== "2018-08-13")
    throw new Refusal(200, "NoSuchVersion", "The version must be 2018-08-13.");
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 */
function checkCaller(ask, { accounts, now }) {
  const given = String(ask.headers.authorization);
  const found = /^TC3-HMAC-SHA256 Credential=([^/]+)\/([\d-]+)\/([^/]+)\/tc3_request, ?SignedHeaders=/.exec(given);
  const [, id = "", , service = ""] = found ?? [];
  // An SDK sent to an address instead of a name takes the address's first part for the service.
  const known = service === "sts" || service === ask.url.hostname.split(".")[0];
  if (!known)
    throw new Refusal(200, "AuthFailure.InvalidAuthorization", "The Authorization header is not of the form TC3.");
  const caller = accounts.find(id);
  if (caller?.provider !== "cos" || caller.revoked) {
    throw new Refusal(
      200,
      "AuthFailure.SecretIdNotFound",
      "The SecretId is not found, please ensure that it is correct.",
    );
  }
  if (caller.token)
    throw new Refusal(200, "InvalidParameter.AccessKeyNotSupport", "Only a permanent key may call this.");
  const timestamp = wholeSeconds(ask.headers["x-tc-timestamp"]);
  if (!(Math.abs(now() / 1000 - timestamp) <= SKEW_SECONDS)) {
    throw new Refusal(200, "AuthFailure.SignatureExpire", "The signature is out of its time, check the local clock.");
  }
  if (!same(given, officialAuthorization(ask, caller, timestamp, service))) {
    throw new Refusal(200, "AuthFailure.SignatureFailure", "The provided credentials could not be validated.");
  }
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {{ id: string, secret: string }} caller
 * @param {number} timestamp
 * @param {string} service
 */
function officialAuthorization(ask, caller, timestamp, service) {
  return Sign.sign3({
    method: ask.method,
    url: ask.url.href,
    payload: ask.body,
    timestamp,
    service,
    secretId: caller.id,
    secretKey: caller.secret,
    multipart: false,
    boundary: "",
    headers: { "Content-Type": ask.headers["content-type"] },
  });
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 */
function federationToken(ask, services) {
  const { Name, Policy, DurationSeconds } = parametersOf(ask.body.toString());
  if (typeof Name !== "string" || !/^[A-Za-z]{1,128}$/.test(Name)) {
    throw new Refusal(200, "InvalidParameter.ParamError", "Name must be of Latin letters.");
  }
  const seconds = secondsOf(DurationSeconds, services.shortestSeconds);
  const set = services.accounts.issue("cos", { seconds, statements: statementsOf(Policy) });
  return {
    Credentials: { Token: set.token, TmpSecretId: set.id, TmpSecretKey: set.secret },
    ExpiredTime: set.expiration / 1000,
    Expiration: isoSeconds(set.expiration),
  };
}

/** @returns {Record<string, unknown>} */
function parametersOf(/** @type {string} */ body) {
  try {
    const parameters = JSON.parse(body);
    if (parameters !== null && typeof parameters === "object") return parameters;
  } catch {
    // Falls through to the refusal that a body of another shape gets.
  }
  throw new Refusal(200, "InvalidParameter", "The body is not a JSON object.");
}

function secondsOf(/** @type {unknown} */ asked, /** @type {number} */ shortest) {
  if (asked === undefined) return DEFAULT_SECONDS;
  const seconds = wholeSeconds(asked);
  if (seconds > LONGEST_SECONDS)
    throw new Refusal(200, "InvalidParameter.OverTimeError", "DurationSeconds is too long.");
  if (!(seconds >= shortest))
    throw new Refusal(200, "InvalidParameter.ParamError", "DurationSeconds is out of its range.");
  return seconds;
}

function statementsOf(/** @type {unknown} */ policy) {
  if (typeof policy !== "string" || policy === "") throw new Refusal(200, "MissingParameter", "Policy is missing.");
  try {
    return readPolicy("cos", JSON.parse(decodeURIComponent(policy)));
  } catch (problem) {
    const reason = problem instanceof PolicyError ? problem.message : "It is not URL-encoded JSON.";
    throw new Refusal(200, "InvalidParameter.StrategyFormatError", `Policy: ${reason}`);
  }
}

const UNEXPECTED = { code: "InternalError", message: "An internal error has occurred. Retry your request." };
const REQUIRED = ["authorization", "content-type", "x-tc-action", "x-tc-version", "x-tc-timestamp", "x-tc-region"];
const SKEW_SECONDS = 300;
const DEFAULT_SECONDS = 1800;
/** What GetFederationToken grants the owner of an account; sub-accounts get more. */
const LONGEST_SECONDS = 7200;
