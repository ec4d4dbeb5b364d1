// @ts-check
/** What can be measured without a file: signing, hashing, the engine, and the way from a cold page to the first request. */
import { atLeast, atMost, median, middle, of, ratio } from "../figures.mjs";
import { crc64 } from "../pattern.mjs";

/** @typedef {import("../figures.mjs").Runs} Runs */

/** @type {import("../rows.mjs").Row} */
export const sign = {
  name: "sign",
  title: "One signature of a part, through the public API, in one page with the official signers",
  rounds: 5,
  contenders: ["signers"],
  run: (stage, contender) => stage.run({}, { contender, call: "sign", wanted: {} }),
  columns: each("µs", ["oss v4", "oss v1", "cos", "bos", "ali-oss v4", "ali-oss v1", "cos-js", "baiducloud"]),
  goals: (runs) => [
    times(runs, 10, "ali-oss v4", "oss v4"),
    times(runs, 4, "ali-oss v1", "oss v1"),
    times(runs, 5, "cos-js", "cos"),
    times(runs, 8, "baiducloud", "bos"),
  ],
};

/** @type {import("../rows.mjs").Row} */
export const hash = {
  name: "hash",
  title: "Hashing in a worker",
  rounds: 5,
  contenders: ["hashes"],
  run: (stage, contender) => stage.run({}, { contender, call: "hash", wanted: {} }),
  columns: each("MB/s", ["trebucket crc64", "hash-wasm crc64", "trebucket md5", "hash-wasm md5"]),
  goals: (runs) => [
    times(runs, 1.2, "trebucket crc64", "hash-wasm crc64"),
    times(runs, 1, "trebucket md5", "hash-wasm md5"),
  ],
};

const PARTS = [10, 100, 1_000, 10_000];
const PART_SIZE = 8 << 20;

/** @type {import("../rows.mjs").Row} */
export const engine = {
  name: "engine",
  title: "The engine as work grows: a cloud that answers at once",
  rounds: 3,
  contenders: ["engine"],
  run: (stage, contender) => stage.run({}, { contender, call: "engine", wanted: { plans: PARTS.map(plan) } }),
  columns: [
    ...each(
      "µs a part",
      PARTS.map((parts) => `µs of ${parts}`),
    ),
    ...each(
      "requests",
      PARTS.map((parts) => `requests of ${parts}`),
    ),
  ],
  goals: (runs) => {
    const costs = PARTS.map((parts) => middle(runs, "engine", of(`µs of ${parts}`)));
    const surplus = PARTS.map((parts) => middle(runs, "engine", of(`requests of ${parts}`)) - parts);
    return [
      atMost(
        "times the cost of a part, from the cheapest number of parts to the dearest",
        1.2,
        Math.max(...costs) / Math.min(...costs),
      ),
      atMost("requests beside the parts", 2, Math.max(...surplus)),
    ];
  },
};

/** @type {import("../rows.mjs").Row} */
export const cold = {
  name: "cold",
  title: "From opening a cold page to the first request of an upload of 100 KiB",
  rounds: 9,
  contenders: ["raw", "form", "trebucket", "cos-js-sdk-v5", "ali-oss", "baiducloud-sdk", "uppy", "tus"],
  run: (stage, contender) => stage.cold(contender),
  columns: [["ms", of("ms")]],
  goals: (runs) => [
    atMost("times raw XHR's time", 2, ratio(runs, "trebucket", "raw", of("ms"))),
    atMost("of cos-js-sdk-v5's time", 1 / 3, ratio(runs, "trebucket", "cos-js-sdk-v5", of("ms"))),
  ],
};

/** @param {string} unit @param {string[]} names @returns {import("../rows.mjs").Row["columns"]} */
function each(unit, names) {
  return names.map((name) => [`${name}, ${unit}`, of(name)]);
}

/** @param {Runs} runs @param {number} limit @param {string} one @param {string} other */
function times(runs, limit, one, other) {
  const all = Object.values(runs).flat();
  const figure = median(all.map((run) => (run[one] ?? Number.NaN) / (run[other] ?? Number.NaN)));
  return atLeast(`${one} in units of ${other}`, limit, figure);
}

/** @param {number} parts */
function plan(parts) {
  return { parts, partSize: PART_SIZE, crc64: crc64(PART_SIZE), whole: crc64(parts * PART_SIZE) };
}
