// @ts-check
// Signs demo users in: a name, no password, in a cookie that scripts cannot read and this server alone can write.

import { randomBytes } from "node:crypto";
import { getSignedCookie, setSignedCookie } from "hono/cookie";

/** @typedef {import("hono").Context} Context */

export class Sessions {
  #secret = randomBytes(32).toString("hex");

  /** @param {Context} c @returns {Promise<string | undefined>} the user's name */
  async user(c) {
    const name = await getSignedCookie(c, this.#secret, COOKIE);
    return name || undefined;
  }

  /** @param {Context} c @param {string} [name] */
  async signIn(c, name = demoName()) {
    await setSignedCookie(c, COOKIE, name, this.#secret, { httpOnly: true, sameSite: "Strict", path: "/" });
    return name;
  }
}

/** A name that stands in keys and policies as it is, or nothing. @param {unknown} given */
export function nameOf(given) {
  const name = String(given).trim().toLowerCase();
  return /^[a-z0-9][a-z0-9_-]{1,30}$/.test(name) ? name : undefined;
}

export function prefixOf(/** @type {string} */ user) {
  return `users/${user}/`;
}

function demoName() {
  return `demo-${randomBytes(4).toString("hex")}`;
}

const COOKIE = "trebucket-session";

/** What anybody gets who has no session. */
export const SIGNED_OUT = { error: "signed-out", hint: "Sign in first: POST /login, or open the page anew." };
