// @ts-check
// The keys the local cloud believes in: permanent ones, and temporary ones with a policy and an end. All are visibly fake.

import { randomBytes } from "node:crypto";
import { permits } from "./sts/policy.mjs";

/** @typedef {import("./sts/policy.mjs").Provider} Provider */
/** @typedef {import("./sts/policy.mjs").Statement} Statement */
/**
 * @typedef {object} Account
 * @property {Provider} provider
 * @property {string} id
 * @property {string} secret
 * @property {string} [token]  temporary keys only
 * @property {number} [expiration]  ms since the epoch; temporary keys only
 * @property {boolean} revoked
 * @property {(operation: string, bucket: string, key?: string) => boolean} allows  operation: one of `OPERATIONS` in sts/policy.mjs
 */

export class Accounts {
  /** @type {Map<string, Account>} */
  #all = new Map();
  #now;

  constructor({ now = Date.now } = {}) {
    this.#now = now;
  }

  /** A long-lived key that may do everything. @param {Provider} provider */
  permanent(provider) {
    const { id, secret } = ALPHABETS[provider].permanent();
    this.#all.set(id, { provider, id, secret, revoked: false, allows: () => true });
    return { id, secret };
  }

  /**
   * A temporary set. Without statements it may do everything, as a session without a policy has all its role's rights.
   * @param {Provider} provider
   * @param {{ seconds: number, statements?: Statement[] | undefined }} terms
   */
  issue(provider, { seconds, statements }) {
    const startTime = Math.floor(this.#now() / 1000) * 1000;
    const expiration = startTime + seconds * 1000;
    const { id, secret, token } = ALPHABETS[provider].temporary();
    /** @type {Account["allows"]} */
    const allows = (operation, bucket, key) => !statements || permits(provider, statements, operation, bucket, key);
    this.#all.set(id, { provider, id, secret, token, expiration, revoked: false, allows });
    return { id, secret, token, startTime, expiration };
  }

  /** Expired and revoked keys are found too, so that a refusal can give its reason. @param {string} id */
  find(id) {
    return this.#all.get(id);
  }

  /** Everything that was ever given out. */
  all() {
    return [...this.#all.values()];
  }

  /** @param {string} id */
  revoke(id) {
    const account = this.#all.get(id);
    if (account) account.revoked = true;
  }
}

function letters(/** @type {number} */ count, alphabet = ALPHANUMERIC) {
  return Array.from(randomBytes(count), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** Standard base64 that surely holds `+`, `/` and `=`: what breaks a client that forgets to encode them. */
function base64(/** @type {string} */ opening, /** @type {number} */ bytes) {
  return `${opening}+/${randomBytes(bytes - (bytes % 3) + 1).toString("base64")}`;
}

const ALPHANUMERIC = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";
const HEX = "0123456789abcdef";
const URL_SAFE = `${ALPHANUMERIC}_-`;

/** How each cloud's keys look, which is what a client must be able to carry. */
const ALPHABETS = {
  oss: {
    permanent: () => ({ id: `LTAI-FAKE${letters(15)}`, secret: `FAKE${letters(26)}` }),
    temporary: () => ({
      id: `STS.FAKE${letters(21)}`,
      secret: `FAKE${letters(40)}`,
      token: base64("CAISFAKE", 420),
    }),
  },
  bos: {
    permanent: () => ({ id: `ALTAK-FAKE${letters(17)}`, secret: `fa4e${letters(28, HEX)}` }),
    temporary: () => ({
      id: `fa4efa4e${letters(24, HEX)}`,
      secret: `fa4efa4e${letters(24, HEX)}`,
      token: base64("ZmFrZQFAKE", 200),
    }),
  },
  cos: {
    permanent: () => ({ id: `AKID-FAKE${letters(27)}`, secret: `FAKE${letters(28)}` }),
    temporary: () => ({
      id: `AKIDFAKE_-${letters(54, URL_SAFE)}`,
      secret: base64("FAKE", 24),
      token: `FAKE${letters(180, URL_SAFE)}`,
    }),
  },
};
