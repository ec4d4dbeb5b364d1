// @ts-check
// Where a signed-in user gets credentials: `POST /sts?provider=…`, with `refused=<id>` when the cloud refused the last set.

import { PROVIDERS, placeOf, stsOf } from "./clouds.mjs";
import { reasonOf } from "./reason.mjs";
import { prefixOf, SIGNED_OUT } from "./session.mjs";
import { Sets } from "./sets.mjs";
import { Troubles } from "./trouble.mjs";

/** @typedef {import("./clouds.mjs").Provider} Provider */
/** @typedef {import("hono").Context} Context */

export class Desk {
  #sessions;
  #options;
  #seconds;
  #sets;
  #stss;
  #troubles = new Troubles();

  /** @param {import("./session.mjs").Sessions} sessions @param {import("./app.mjs").Options} options */
  constructor(sessions, options) {
    this.#sessions = sessions;
    this.#options = options;
    this.#seconds = options.seconds;
    this.#sets = new Sets({ now: options.now });
    this.#stss = new Map(PROVIDERS.map((provider) => [provider, stsOf(provider, options.clouds[provider])]));
  }

  /** @param {Context} c */
  async serve(c) {
    c.header("Cache-Control", "no-store");
    const broken = await this.#troubles.strike(c);
    if (broken) return broken;
    const user = await this.#sessions.user(c);
    if (!user) return c.json(SIGNED_OUT, 401);
    const provider = PROVIDERS.find((one) => one === c.req.query("provider"));
    if (!provider) return c.json({ error: "provider", hint: "Name the cloud: ?provider=oss, bos or cos." }, 400);
    return this.#answer(c, user, provider);
  }

  /** For tests: the next answers go wrong, or sets live shorter. @param {Context} c @param {Record<string, unknown>} asked */
  trouble(c, { seconds, ...asked }) {
    if (seconds !== undefined) this.#seconds = Number(seconds);
    this.#sets.clear();
    if (this.#troubles.prepare(asked)) return c.json({ ok: true });
    return c.json({ error: "kind", hint: "There is no such trouble." }, 400);
  }

  /** @param {Context} c @param {string} user @param {Provider} provider */
  async #answer(c, user, provider) {
    const { clouds, log, now } = this.#options;
    try {
      const set = await this.#set(user, provider, c.req.query("refused"));
      const place = placeOf(clouds[provider]);
      return c.json({ ...set, serverTime: now(), provider, ...place, keyPrefix: prefixOf(user) });
    } catch (problem) {
      const { status, ...reason } = reasonOf(provider, problem);
      log(`sts: no set for ${user} on ${provider}: ${reason.code}`);
      return c.json({ error: "sts", ...reason }, status);
    }
  }

  /** @param {string} user @param {Provider} provider @param {string} [refused] */
  #set(user, provider, refused) {
    const seconds = this.#seconds;
    const issue = async () => {
      const sts = /** @type {import("./clouds.mjs").Sts} */ (this.#stss.get(provider));
      const set = await sts.issue({ user, prefix: prefixOf(user), seconds });
      this.#options.log(`sts: a new set for ${user} on ${provider}, ${seconds} s`);
      return set;
    };
    return this.#sets.get(`${provider} ${user}`, seconds, issue, refused);
  }
}
