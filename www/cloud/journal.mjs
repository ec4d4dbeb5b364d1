// @ts-check
// Remembers what was asked of the clouds, without a secret in it: counts by operation, and the latest requests one by one.

/**
 * @typedef {object} Line
 * @property {number} at  ms since the epoch, by the machine's clock
 * @property {string} cloud
 * @property {string} operation  as `UploadPart`; "Preflight" for OPTIONS, "Unknown" where the request could not be read
 * @property {string} method
 * @property {string} bucket
 * @property {string} key
 * @property {number} [partNumber]
 * @property {number} bytes  of the body, as announced
 * @property {string} [accessKeyId]
 * @property {number} [status]  missing while the request runs, and where its answer was never sent
 * @property {string} [code]  of a refusal
 * @property {string} [fault]  the fault that struck
 * @property {string} [url]  as it came, where no signature was in it
 * @property {number} [ms]
 */

export class Journal {
  /** @type {Line[]} */
  #lines = [];
  /** @type {Map<string, number>} */
  #counts = new Map();

  /** @param {Line} line  kept by reference: fill in what becomes known later */
  add(line) {
    this.#lines.push(line);
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
    return line;
  }

  /** Counts a line once its operation is known. @param {Line} line */
  count(line) {
    const name = `${line.cloud}.${line.operation}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** As `{ "oss.UploadPart": 12 }`. @returns {Record<string, number>} */
  get counts() {
    return Object.fromEntries(this.#counts);
  }

  /** @param {Partial<Line>} [wanted]  only lines that have all of these */
  lines(wanted = {}) {
    const pairs = Object.entries(wanted);
    return this.#lines.filter((line) => pairs.every(([name, value]) => Reflect.get(line, name) === value));
  }

  clear() {
    this.#lines = [];
    this.#counts.clear();
  }
}

const LINES_KEPT = 5000;
