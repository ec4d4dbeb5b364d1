// @ts-check
// Holds a form to the conditions of its policy.

import { Refusal } from "./refusal.mjs";

/** @typedef {{ expiration: number, conditions: unknown[] }} Policy */

/** @param {string} base64 @returns {Policy} */
export function readPolicy(base64) {
  try {
    const { expiration, conditions } = JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
    const end = Date.parse(expiration);
    if (!Number.isNaN(end) && Array.isArray(conditions)) return { expiration: end, conditions };
  } catch {}
  throw new Refusal("InvalidPolicyDocument", { message: "The policy is not JSON with an expiration and conditions." });
}

/**
 * @param {Policy} policy
 * @param {{ fields: Record<string, string>, demanded: Record<string, string>, now: number, dialect: import("./dialect.d.ts").Dialect }} form
 *   demanded: what some condition must name exactly
 */
export function checkConditions({ expiration, conditions }, { fields, demanded, now, dialect }) {
  if (expiration <= now)
    throw new Refusal(dialect.codes.policyExpired, { status: 403, message: dialect.policyExpired });
  for (const condition of conditions) {
    if (!holds(condition, fields)) throw denied(JSON.stringify(condition));
  }
  for (const [name, value] of Object.entries(demanded)) {
    if (!conditions.some((one) => equalities(one).some(([key, text]) => key === name && text === value))) {
      throw denied(`the policy must name ${name}`);
    }
  }
}

/** @param {Policy} policy @param {number} size @param {import("./dialect.d.ts").Dialect} dialect */
export function checkSize({ conditions }, size, dialect) {
  for (const condition of conditions) {
    if (!Array.isArray(condition) || condition[0] !== "content-length-range") continue;
    if (size < Number(condition[1])) throw new Refusal(dialect.codes.formTooSmall, { status: 400 });
    if (size > Number(condition[2])) throw new Refusal(dialect.codes.formTooLarge, { status: 400 });
  }
}

function holds(/** @type {any} */ condition, /** @type {Record<string, string>} */ fields) {
  if (!Array.isArray(condition)) return equalities(condition).every(([name, value]) => matches(value, fields[name]));
  const [verb, subject, value] = condition;
  const field = fields[String(subject).replace(/^\$/, "").toLowerCase()];
  if (verb === "content-length-range") return true;
  if (verb === "eq") return field === value;
  if (verb === "starts-with") return field?.startsWith(value) ?? value === "";
  if (verb === "in") return Array.isArray(value) && value.includes(field);
  if (verb === "not-in") return Array.isArray(value) && !value.includes(field);
  return false;
}

/** `{ name: value }` and `["eq", "$name", value]` say the same. @returns {[string, string][]} */
function equalities(/** @type {any} */ condition) {
  if (Array.isArray(condition)) {
    return condition[0] === "eq" ? [[String(condition[1]).slice(1).toLowerCase(), String(condition[2])]] : [];
  }
  return Object.entries(condition ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
}

/** BOS lets the key of an equality end in a star. */
function matches(/** @type {string} */ pattern, /** @type {string | undefined} */ field) {
  return field === pattern || (pattern.endsWith("*") && (field?.startsWith(pattern.slice(0, -1)) ?? false));
}

function denied(/** @type {string} */ condition) {
  return new Refusal("AccessDenied", { message: `Invalid according to Policy: Policy Condition failed: ${condition}` });
}
