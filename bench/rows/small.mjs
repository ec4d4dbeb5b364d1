// @ts-check
/** Many small files: with latency, where preflights decide; and thousands at once, where the page must not choke. */
import { atLeast, atMost, middle, of, ratio, surplus, worst } from "../figures.mjs";
import { file } from "../stage.mjs";

/** @typedef {import("../figures.mjs").Run} Run */

const COUNT = Number(process.env.BENCH_QUEUE ?? 10_000);
const PEERS = ["ali-oss", "cos-js-sdk-v5", "baiducloud-sdk", "uppy", "tus"];

/** @type {import("../rows.mjs").Row} */
export const small = {
  name: "small",
  title: "200 files of 100 KiB at 50 ms of latency, 6 in flight",
  rounds: 5,
  contenders: ["form", "raw", "trebucket", ...PEERS],
  guests: PEERS,
  run: (stage, contender) => stage.run({ latency: 50 }, order(contender, 200, 100)),
  columns: [["s", seconds], ...columns()],
  goals: (runs) => [
    atLeast("of raw form POST's speed", 0.95, ratio(runs, "form", "trebucket", of("ms"))),
    atLeast("times raw PUT's speed (raw form POST)", 1.9, ratio(runs, "raw", "form", of("ms"))),
    atLeast("verified", 1, -worst(runs, "trebucket", (run) => -Number(run.verified))),
  ],
};

/** @type {import("../rows.mjs").Row} */
export const queue = {
  name: "queue",
  title: `${COUNT.toLocaleString("en")} files of 10 KiB queued at once, 6 in flight, no latency`,
  rounds: 3,
  cold: true,
  contenders: ["form", "raw", "reading", "trebucket"],
  run: async (stage, contender) => {
    const run = await stage.run({}, order(contender, COUNT, 10));
    if (contender !== "trebucket") return run;
    const waited = await stage.run({}, { ...order(contender, COUNT, 10), call: "waiting" });
    return { ...run, waiting: weight(waited) };
  },
  columns: [["files a second", filesPerSecond], ...columns(), ["KiB a waiting file", of("waiting")]],
  goals: (runs) => [
    atLeast("of raw XHR's files a second", 0.95, ratio(runs, "raw", "trebucket", of("ms"))),
    atLeast("of raw form POST's files a second", 0.95, ratio(runs, "form", "trebucket", of("ms"))),
    atMost("long tasks in the worst round", 0, worst(runs, "trebucket", of("longTasks"))),
    atMost("KiB of the renderer's memory for each file that waits", 2, middle(runs, "trebucket", of("waiting"))),
    atMost(
      "KiB of the renderer's peak for each file more than raw, with its garbage",
      2,
      surplus(runs, "trebucket", "form", share),
    ),
    atMost("credential fetches", 1, worst(runs, "trebucket", of("fetches"))),
    atLeast("verified", 1, -worst(runs, "trebucket", (run) => -Number(run.verified))),
  ],
};

/**
 * @param {string} contender
 * @param {number} count
 * @param {number} kibibytes
 */
function order(contender, count, kibibytes) {
  return { contender, call: "many", wanted: { parallel: 6, count, size: kibibytes * 1024 }, files: [file(1 << 20)] };
}

/** What a file that waits takes, KiB, garbage left out. @param {Run} run */
function weight({ queued, "one waits": one = Number.NaN, "all wait": all = Number.NaN }) {
  return queued ? ((all - one) * 1024) / (COUNT - 1) : Number.NaN;
}

/** Of the renderer's peak, for each file, KiB. @param {Run} run */
function share({ peak = Number.NaN }) {
  return (peak * 1024) / COUNT;
}

/** @param {Run} run */
function seconds({ ms = Number.NaN }) {
  return ms / 1000;
}

/** @param {Run} run */
function filesPerSecond({ ms = Number.NaN }) {
  return (COUNT * 1000) / ms;
}

/** @returns {import("../rows.mjs").Row["columns"]} */
function columns() {
  return [
    ["CPU s", of("cpu")],
    ["main thread s", of("busy")],
    ["long tasks", of("longTasks")],
    ["longest, ms", of("longest")],
    ["memory MiB", of("peak")],
    ["requests", of("requests")],
    ["preflights", of("preflights")],
  ];
}
