// @ts-check
// Makes the app server misbehave when a test asks for it: the next answers of /sts are broken, slow, or never come.

/** @typedef {(c: import("hono").Context, delay: number) => Response | Promise<Response | undefined>} Strike */
/** @typedef {{ strike: Strike, times: number, delay: number }} Trouble */

export class Troubles {
  /** @type {Trouble | undefined} */
  #next;

  /** @param {{ kind?: unknown, times?: unknown, delay?: unknown }} asked  delay: ms, for "slow" */
  prepare({ kind, times = 1, delay = 1000 }) {
    if (kind === undefined) {
      this.#next = undefined;
      return true;
    }
    const strike = KINDS[String(kind)];
    if (!strike) return false;
    this.#next = { strike, times: Number(times), delay: Number(delay) };
    return true;
  }

  /** A broken answer; or nothing, when this one is to be good. @param {import("hono").Context} c */
  async strike(c) {
    const trouble = this.#next;
    if (!trouble || trouble.times <= 0) return undefined;
    trouble.times -= 1;
    return trouble.strike(c, trouble.delay);
  }
}

/** @type {Record<string, Strike>} */
const KINDS = {
  500: (c) => c.json({ error: "trouble", hint: "The test asked for a 500." }, 500),
  403: (c) => c.json({ error: "trouble", hint: "The test asked for a 403." }, 403),
  html: (c) => c.html("<!doctype html><title>Sign in</title><p>This is not JSON.</p>"),
  envelope: (c) => c.json({ StatusCode: 500, ErrorCode: "Trouble", ErrorMessage: "The test asked for an envelope." }),
  hang: () => new Promise(() => {}),
  slow: (_, delay) => new Promise((resolve) => setTimeout(resolve, delay, undefined)),
};
