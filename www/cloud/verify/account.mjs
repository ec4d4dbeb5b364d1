// @ts-check
// The questions about a key that come before its signature is looked at: known here, of this cloud, with its token, still alive.

import { Refusal } from "../refusal.mjs";

/**
 * @typedef {object} Key
 * @property {string} provider
 * @property {string} secret
 * @property {string} [token]
 * @property {number} [expiration]  ms
 * @property {boolean} revoked
 */

/**
 * @template {Key} K
 * @param {K | undefined} key
 * @param {{ provider: string, id: string, token?: string | undefined, now: number }} claim
 * @param {{ expired: string, wrongToken: string }} codes  each cloud's own words
 * @returns {K}
 */
export function checkKey(key, { provider, id, token, now }, codes) {
  if (!key || key.provider !== provider || key.revoked) throw unknown(id);
  if (key.token && !token) throw unknown(id, "The security token may be lost.");
  if ((token ?? "") !== (key.token ?? "")) throw new Refusal(codes.wrongToken, { status: 403 });
  if (key.expiration !== undefined && key.expiration <= now) {
    throw new Refusal(codes.expired, { status: 403, message: "The security token you provided has expired." });
  }
  return key;
}

function unknown(/** @type {string} */ id, message = "The Access Key Id you provided does not exist in our records.") {
  return new Refusal("InvalidAccessKeyId", { message, extra: { AccessKeyId: id } });
}
