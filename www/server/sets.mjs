// @ts-check
// Holds one set of temporary credentials for each user and cloud, until half its life has passed or it was refused.

/** @typedef {import("./clouds.mjs").Set} Credentials */
/** @typedef {{ coming: Promise<Credentials>, askedAt: number, seconds: number, id?: string }} Kept */

export class Sets {
  /** @type {Map<string, Kept>} */
  #kept = new Map();
  #now;

  constructor({ now = Date.now } = {}) {
    this.#now = now;
  }

  /**
   * @param {string} whose  user and cloud
   * @param {number} seconds  the life to ask for
   * @param {() => Promise<Credentials>} issue
   * @param {string} [refused]  the id of a set that the cloud has refused
   */
  async get(whose, seconds, issue, refused) {
    this.#forgetOld();
    const kept = this.#kept.get(whose);
    if (kept && (refused === undefined || kept.id !== refused)) return kept.coming;
    /** @type {Kept} */
    const fresh = { coming: issue(), askedAt: this.#now(), seconds };
    this.#kept.set(whose, fresh);
    try {
      const set = await fresh.coming;
      fresh.id = set.accessKeyId;
      return set;
    } catch (problem) {
      if (this.#kept.get(whose) === fresh) this.#kept.delete(whose);
      throw problem;
    }
  }

  clear() {
    this.#kept.clear();
  }

  /** Ages are counted from the asking, in durations: so the clock of STS need not agree with ours. */
  #forgetOld() {
    for (const [whose, { askedAt, seconds }] of this.#kept) {
      const age = this.#now() - askedAt;
      if (age < 0 || age >= (seconds * 1000) / 2 - allowance(seconds)) this.#kept.delete(whose);
    }
  }
}

/** @param {number} seconds */
function allowance(seconds) {
  return Math.min(ROUNDING_MS, (seconds * 1000) / 4);
}

/** STS tells the end in whole seconds, so a page comes for the next set that much before the half by our clock. */
const ROUNDING_MS = 1000;
