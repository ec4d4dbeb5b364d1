// @ts-check
// GetSessionToken of Baidu AI Cloud: a request signed with bce-auth-v1, verified by @baiducloud/sdk.

import { randomBytes, randomUUID } from "node:crypto";
import { Auth } from "@baiducloud/sdk";
import { PolicyError, readPolicy } from "./policy.mjs";
import { Refusal } from "./refusal.mjs";
import { isoSeconds, same, wholeSeconds } from "./text.mjs";

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 * @returns {import("./index.mjs").Reply}
 */
export function answerBos(ask, services) {
  try {
    if (ask.method !== "POST" || ask.url.pathname !== "/v1/sessionToken") {
      throw new Refusal(404, "NoSuchResource", "The local STS knows POST /v1/sessionToken alone.");
    }
    checkCaller(ask, services);
    return { status: 200, body: sessionToken(ask, services) };
  } catch (problem) {
    const { status, code, message } = problem instanceof Refusal ? problem : UNEXPECTED;
    return { status, body: { code, message, requestId: randomUUID() } };
  }
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 */
function checkCaller(ask, { accounts, now }) {
  const given = String(ask.headers.authorization ?? "");
  const [version, id = "", stamp = "", life, signedHeaders = "", signature = "", ...rest] = given.split("/");
  const signedAt = Date.parse(stamp);
  const seconds = wholeSeconds(life);
  if (version !== "bce-auth-v1" || rest.length > 0 || Number.isNaN(signedAt) || !(seconds > 0)) {
    throw new Refusal(400, "InvalidHTTPAuthHeader", "The Authorization header is not of the form bce-auth-v1.");
  }
  const caller = accounts.find(id);
  if (caller?.provider !== "bos" || caller.revoked) {
    throw new Refusal(403, "InvalidAccessKeyId", "The access key ID is not known.");
  }
  if (caller.token) throw new Refusal(403, "AccessDenied", "Only a permanent key may ask for a session token.");
  if (!same(signature, officialSignature(ask, caller, { signedAt, seconds, signedHeaders }))) {
    throw new Refusal(403, "SignatureDoesNotMatch", "The signature does not match the one calculated here.");
  }
  if (now() > signedAt + seconds * 1000 || now() < signedAt - SKEW_MS) {
    throw new Refusal(403, "RequestExpired", "The request is out of its time.");
  }
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {{ id: string, secret: string }} caller
 * @param {{ signedAt: number, seconds: number, signedHeaders: string }} terms
 */
function officialSignature(ask, caller, { signedAt, seconds, signedHeaders }) {
  const names = signedHeaders === "" ? undefined : signedHeaders.split(";");
  if (names && !names.includes("host")) throw new Refusal(403, "SignatureDoesNotMatch", "The host is not signed.");
  // The SDK adds every x-bce header it is given, so it is given only those that the caller named.
  const headers = Object.fromEntries(Object.entries(ask.headers).filter(([name]) => names?.includes(name) ?? true));
  const query = Object.fromEntries(ask.url.searchParams);
  const official = new Auth(caller.id, caller.secret);
  const full = official.generateAuthorization(
    "POST",
    ask.url.pathname,
    query,
    headers,
    signedAt / 1000,
    seconds,
    names,
  );
  return full.split("/").at(-1) ?? "";
}

/**
 * @param {import("./index.mjs").Ask} ask
 * @param {import("./index.mjs").Services} services
 */
function sessionToken(ask, services) {
  const asked = ask.url.searchParams.get("durationSeconds");
  const seconds = asked === null ? LONGEST_SECONDS : wholeSeconds(asked);
  if (!(seconds >= services.shortestSeconds && seconds <= LONGEST_SECONDS)) {
    throw new Refusal(400, "InappropriateJSON", "durationSeconds is out of its range.");
  }
  const set = services.accounts.issue("bos", { seconds, statements: statementsOf(ask.body.toString()) });
  return {
    accessKeyId: set.id,
    secretAccessKey: set.secret,
    sessionToken: set.token,
    createTime: isoSeconds(set.startTime),
    expiration: isoSeconds(set.expiration),
    userId: randomBytes(16).toString("hex"),
  };
}

function statementsOf(/** @type {string} */ body) {
  if (body === "") return undefined;
  /** @type {any} */
  let asked;
  try {
    asked = JSON.parse(body);
  } catch {
    throw new Refusal(400, "MalformedJSON", "The body is not JSON.");
  }
  if (asked?.accessControlList === undefined) return undefined;
  try {
    return readPolicy("bos", asked.accessControlList);
  } catch (problem) {
    const reason = problem instanceof PolicyError ? problem.message : "It cannot be read.";
    throw new Refusal(400, "InappropriateJSON", `accessControlList: ${reason}`);
  }
}

const UNEXPECTED = {
  status: 500,
  code: "InternalError",
  message: "We encountered an internal error. Please try again.",
};
const SKEW_MS = 30 * 60_000;
/** The default of the Go SDK, and the longest life that is surely granted. */
const LONGEST_SECONDS = 43_200;
