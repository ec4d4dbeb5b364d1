// @ts-check
// AssumeRole of Alibaba Cloud: RPC parameters signed with version 1.0, verified by ali-oss.

import { randomUUID } from "node:crypto";
import OSS from "ali-oss";
import { PolicyError, readPolicy } from "./policy.mjs";
import { Refusal } from "./refusal.mjs";
import { isoSeconds, same, wholeSeconds } from "./text.mjs";

/** The one role that the local cloud has. */
export const ROLE_ARN = "acs:ram::1000000000000000:role/trebucket-upload";

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 * @returns {import("./index.mjs").Reply}
 */
export function answerOss(ask, services) {
  try {
    const parameters = parametersOf(ask);
    checkCommon(parameters);
    checkCaller(ask.method, parameters, services);
    return { status: 200, body: assumeRole(parameters, services) };
  } catch (problem) {
    const { status, code, message } = problem instanceof Refusal ? problem : UNEXPECTED;
    return {
      status,
      body: { RequestId: randomUUID().toUpperCase(), HostId: ask.url.host, Code: code, Message: message },
    };
  }
}

/** @returns {Record<string, string>} */
function parametersOf(/** @type {import("./index.mjs").Ask} */ ask) {
  if (ask.method === "GET") return Object.fromEntries(ask.url.searchParams);
  if (ask.method !== "POST") throw new Refusal(405, "UnsupportedHTTPMethod", "This http method is not supported.");
  return { ...Object.fromEntries(ask.url.searchParams), ...Object.fromEntries(new URLSearchParams(`${ask.body}`)) };
}

function checkCommon(/** @type {Record<string, string>} */ parameters) {
  for (const name of REQUIRED) {
    if (!parameters[name]) throw new Refusal(400, `Missing${name}`, `${name} is mandatory for this action.`);
  }
  if (parameters.Version !== "2015-04-01") {
    throw new Refusal(400, "InvalidVersion", "Specified parameter Version is not valid.");
  }
  if (parameters.Action !== "AssumeRole") {
    throw new Refusal(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.");
  }
  if (parameters.SignatureMethod !== "HMAC-SHA1" || parameters.SignatureVersion !== "1.0") {
    throw new Refusal(400, "InvalidParameter", "Only HMAC-SHA1 with SignatureVersion 1.0 is spoken here.");
  }
}

/**
 * @param {string} method
 * @param {Record<string, string>} parameters
 * @param {import("./index.mjs").Services} services
 */
function checkCaller(method, parameters, { accounts, now }) {
  const caller = accounts.find(parameters.AccessKeyId ?? "");
  if (caller?.provider !== "oss" || caller.revoked) {
    throw new Refusal(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  }
  if (caller.token) throw new Refusal(403, "NoPermission", "Only a permanent key of a RAM user may assume this role.");
  const { Signature = "", ...signed } = parameters;
  const official = new OSS.STS({ accessKeyId: caller.id, accessKeySecret: caller.secret });
  if (!same(Signature, official._getSignature(method, signed, caller.secret))) {
    throw new Refusal(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
  }
  const age = Math.abs(now() - Date.parse(parameters.Timestamp ?? ""));
  if (!(age <= SKEW_MS)) {
    throw new Refusal(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
  }
}

/**
 * @param {Record<string, string>} parameters
 * @param {import("./index.mjs").Services} services
 */
function assumeRole(parameters, services) {
  const { RoleArn = "", RoleSessionName = "" } = parameters;
  checkRole(RoleArn, RoleSessionName);
  const seconds = secondsOf(parameters.DurationSeconds, services.shortestSeconds);
  const set = services.accounts.issue("oss", { seconds, statements: statementsOf(parameters.Policy) });
  return {
    RequestId: randomUUID().toUpperCase(),
    AssumedRoleUser: {
      Arn: `${RoleArn.replace(":role/", ":assumed-role/")}/${RoleSessionName}`,
      AssumedRoleId: `300000000000000000:${RoleSessionName}`,
    },
    Credentials: {
      AccessKeyId: set.id,
      AccessKeySecret: set.secret,
      SecurityToken: set.token,
      Expiration: isoSeconds(set.expiration),
    },
  };
}

function checkRole(/** @type {string} */ arn, /** @type {string} */ session) {
  if (!/^acs:ram::\d+:role\/[A-Za-z0-9.@_-]+$/.test(arn)) {
    throw new Refusal(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.");
  }
  if (arn !== ROLE_ARN) throw new Refusal(404, "EntityNotExist.Role", "The specified Role not exists.");
  if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(session)) {
    throw new Refusal(400, "InvalidParameter.RoleSessionName", "The parameter RoleSessionName is wrongly formed.");
  }
}

function secondsOf(/** @type {string | undefined} */ asked, /** @type {number} */ shortest) {
  const seconds = asked === undefined ? LONGEST_SECONDS : wholeSeconds(asked);
  if (seconds >= shortest && seconds <= LONGEST_SECONDS) return seconds;
  throw new Refusal(400, "InvalidParameter.DurationSeconds", "The Min/Max value of DurationSeconds is 15min/1hr.");
}

function statementsOf(/** @type {string | undefined} */ policy) {
  if (!policy) return undefined;
  if (policy.length > LONGEST_POLICY) {
    throw new Refusal(400, "InvalidParameter.PolicySize", "The size of Policy must be smaller than 1024 bytes.");
  }
  try {
    return readPolicy("oss", JSON.parse(policy));
  } catch (problem) {
    const reason = problem instanceof PolicyError ? ` ${problem.message}` : "";
    throw new Refusal(
      400,
      "InvalidParameter.PolicyGrammar",
      `The parameter Policy has not passed grammar check.${reason}`,
    );
  }
}

const UNEXPECTED = {
  status: 500,
  code: "InternalError",
  message: "The request processing has failed due to some unknown error.",
};
const REQUIRED = [
  "Action",
  "Version",
  "AccessKeyId",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "SignatureNonce",
  "Timestamp",
];
const SKEW_MS = 15 * 60_000;
/** A role's MaxSessionDuration unless its owner changed it. */
const LONGEST_SECONDS = 3600;
/** The older of the two documented limits: a policy that passes here passes there. */
const LONGEST_POLICY = 1024;
