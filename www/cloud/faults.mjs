// @ts-check
// Misfortunes on order: a script of rules that strike matching requests, the same ones for the same seed.

/**
 * @typedef {object} Action  what happens to a request that is struck; several may be combined
 * @property {number} [delay]  ms to wait before the work
 * @property {boolean} [stall]  never answer; with `lose`, once the work is done
 * @property {number} [stallAfter]  take no more of the body than that many bytes
 * @property {number} [rate]  bytes a second at which the body is taken
 * @property {number} [cut]  cut the connection once that many bytes of the body have arrived (0: at once)
 * @property {number} [cutReply]  send only that many bytes of the answer's body, then cut the connection
 * @property {boolean} [lose]  do the work, then cut the connection instead of answering
 * @property {boolean} [corrupt]  turn over one bit of the file's bytes before they are looked at
 * @property {number} [drip]  ms over which white space is sent before the answer, an error's status being 200 then, as in COS's Complete
 * @property {number} [status]  answer with this status instead of working; 200 with a code is an error that looks like success
 * @property {string} [code]  of that answer; by default the cloud's usual one for the status
 * @property {number} [retryAfter]  seconds, sent as Retry-After with that answer
 * @property {string[]} [hide]  headers not exposed to the page; ["*"]: none is
 * @property {boolean} [refuse]  treat the credential as no longer good
 * @property {number} [shift]  ms the server's clock is off for this request
 */
/**
 * @typedef {object} Rule
 * @property {"oss" | "bos" | "cos"} [cloud]
 * @property {{ operation?: string, partNumber?: number, key?: string, bucket?: string, method?: string }} [match]  all must be equal; key may end in `*`; preflights are struck only by name, as "Preflight"
 * @property {number} [times]  strikes before the rule is spent; default: for ever
 * @property {number} [skip]  matching requests let through first
 * @property {number} [probability]  of a strike, 0 to 1; default 1
 * @property {number} [seed]  of the dice, default 1
 * @property {Action} action
 */

export class Faults {
  /** @type {{ rule: Rule, left: number, skip: number, dice: () => number }[]} */
  #armed = [];
  /** @type {Map<string, number>} */
  #struck = new Map();

  /** @param {Rule} rule @returns {() => void} takes the rule back */
  add(rule) {
    const armed = {
      rule,
      left: rule.times ?? Number.POSITIVE_INFINITY,
      skip: rule.skip ?? 0,
      dice: dice(rule.seed ?? 1),
    };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((one) => one !== armed);
    };
  }

  clear() {
    this.#armed = [];
  }

  /** How often which actions struck, as `{ "status 503": 4, "lose": 2 }`. @returns {Record<string, number>} */
  get struck() {
    return Object.fromEntries(this.#struck);
  }

  /** The rules not yet spent. */
  get rules() {
    return this.#armed.map(({ rule, left }) => (Number.isFinite(left) ? { ...rule, times: left } : rule));
  }

  /**
   * All actions that strike this request, merged; rules count down as they strike.
   * @param {{ cloud: string, operation: string, method: string, bucket: string, key: string, partNumber?: number }} request
   * @returns {Action | undefined}
   */
  strike(request) {
    const struck = this.#armed.filter((armed) => matches(armed.rule, request) && fires(armed));
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    for (const { rule } of struck) this.#count(rule.action);
    return struck.length === 0 ? undefined : Object.assign({}, ...struck.map(({ rule }) => rule.action));
  }

  #count(/** @type {Action} */ action) {
    const name = Object.entries(action)
      .filter(([key]) => key !== "code")
      .map(([key, value]) => (COUNTED_BY_VALUE.has(key) ? `${key} ${value}` : key))
      .join(" + ");
    this.#struck.set(name, (this.#struck.get(name) ?? 0) + 1);
  }
}

function fires(/** @type {{ rule: Rule, left: number, skip: number, dice: () => number }} */ armed) {
  if (armed.skip > 0) {
    armed.skip -= 1;
    return false;
  }
  const hit = armed.left > 0 && armed.dice() < (armed.rule.probability ?? 1);
  if (hit) armed.left -= 1;
  return hit;
}

function matches(/** @type {Rule} */ { cloud, match = {} }, /** @type {Record<string, any>} */ request) {
  if (cloud !== undefined && cloud !== request.cloud) return false;
  if (request.operation === "Preflight" && match.operation !== "Preflight") return false;
  return Object.entries(match).every(([name, wanted]) => {
    if (name === "key" && String(wanted).endsWith("*")) return request.key.startsWith(String(wanted).slice(0, -1));
    return request[name] === wanted;
  });
}

/** Mulberry32: small, and the same on every machine. */
function dice(/** @type {number} */ seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const COUNTED_BY_VALUE = new Set(["status", "shift", "hide"]);
