// @ts-check
/** A middling file on a line with latency, everything at its defaults; raw XHR gets the best cut that can be found. */
import { atLeast, median, of, ratio } from "../figures.mjs";
import { file } from "../stage.mjs";

/** @typedef {{ partSize: number, parallel: number }} Cut */

const SIZE = 64 << 20;
const WEATHER = { latency: 100 };
const PEERS = ["ali-oss", "cos-js-sdk-v5", "baiducloud-sdk", "uppy", "tus"];
const GUESTS = PEERS.flatMap((name) => [name, `${name} at its best`]);

/** @type {import("../rows.mjs").Row} */
export const latency = {
  name: "latency",
  title: "64 MiB at 100 ms of latency, everything at its defaults",
  rounds: 5,
  contenders: ["raw", "trebucket", ...GUESTS],
  guests: GUESTS,
  prepare: search,
  run: (stage, contender, best) => stage.run(WEATHER, order(contender, best)),
  columns: [
    ["s", (run) => (run.ms ?? Number.NaN) / 1000],
    ["requests", of("requests")],
    ["preflights", of("preflights")],
  ],
  goals: (runs) => [
    atLeast("of raw XHR's speed at its best", 0.95, ratio(runs, "raw", "trebucket", of("ms"))),
    ...GUESTS.map((name) => atLeast(`times the speed of ${name}`, 1, ratio(runs, name, "trebucket", of("ms")))),
  ],
};

/**
 * The cut with which raw XHR is fastest, which is what a peer at its best gets too.
 * @param {import("../stage.mjs").Stage} stage
 * @returns {Promise<Cut>}
 */
async function search(stage) {
  /** @type {Map<Cut, number[]>} */
  const times = new Map(CUTS.map((cut) => [cut, []]));
  for (let round = 0; round < 3; round++) {
    for (const [cut, runs] of times) {
      const { ms } = await stage.run(WEATHER, { contender: "raw", call: "large", wanted: cut, files: [file(SIZE)] });
      runs.push(ms);
    }
  }
  const ranked = [...CUTS].sort((one, other) => median(times.get(one) ?? []) - median(times.get(other) ?? []));
  for (const cut of ranked) {
    console.log(
      `  raw, ${cut.partSize / 2 ** 20} MiB × ${cut.parallel}: ${Math.round(median(times.get(cut) ?? []))} ms`,
    );
  }
  return ranked[0] ?? { partSize: 0, parallel: 0 };
}

/** @param {string} label @param {Cut} best */
function order(label, best) {
  const [contender = ""] = label.split(" ");
  const wanted = label === contender && contender !== "raw" ? {} : best;
  return { contender, call: "large", wanted, files: [file(SIZE)] };
}

/** @type {Cut[]} */
const CUTS = [
  [4, 6],
  [8, 5],
  [8, 6],
  [11, 6],
  [13, 5],
  [16, 4],
  [22, 3],
  [32, 2],
].map(([size = 0, parallel = 0]) => ({ partSize: size * 2 ** 20, parallel }));
