// @ts-check
/** One large file, the same parts and parallelism for all: at full speed, and at a speed that a good line has. */
import { atLeast, atMost, of, ratio, surplus, worst } from "../figures.mjs";
import { file } from "../stage.mjs";

/** @typedef {import("../figures.mjs").Runs} Runs */

const MEBIBYTES = Number(process.env.BENCH_LARGE ?? 1024);
const SIZE = MEBIBYTES * 2 ** 20;
const PARTS = { partSize: 8 << 20, parallel: 5 };
const RATE = 100e6;
const PEERS = ["ali-oss", "cos-js-sdk-v5", "baiducloud-sdk", "uppy", "tus"];
const OURS = ["trebucket", "trebucket-unverified"];

/** @type {import("../rows.mjs").Row} */
export const large = {
  name: "large",
  title: `${MEBIBYTES} MiB, 8 MiB parts, 5 in flight, no limit on loopback`,
  rounds: 5,
  contenders: ["raw", "reading", ...OURS, ...PEERS],
  guests: PEERS,
  run: (stage, contender) => stage.run({}, order(contender)),
  columns: [["MB/s", speed], ...columns()],
  goals: (runs) => [
    atLeast("of raw XHR's speed", 0.85, ratio(runs, "trebucket", "raw", speed)),
    atMost("CPU seconds more than raw XHR", 1.2, surplus(runs, "trebucket", "raw", of("cpu"))),
    ...manners(runs),
    atLeast("of raw XHR's speed, verification off", 0.99, ratio(runs, "trebucket-unverified", "raw", speed)),
  ],
};

/** @type {import("../rows.mjs").Row} */
export const capped = {
  ...large,
  name: "capped",
  title: `${MEBIBYTES} MiB, 8 MiB parts, 5 in flight, at 100 MB/s`,
  cold: true,
  contenders: ["raw", ...OURS],
  run: (stage, contender) => stage.run({ rate: RATE }, order(contender)),
  goals: (runs) => [
    atLeast("of raw XHR's speed", 0.97, ratio(runs, "trebucket", "raw", speed)),
    ...manners(runs),
    atLeast("of raw XHR's speed, verification off", 0.99, ratio(runs, "trebucket-unverified", "raw", speed)),
  ],
};

/** What an upload may cost the page. @param {Runs} runs */
function manners(runs) {
  return [
    atMost("long tasks in the worst round", 0, worst(runs, "trebucket", of("longTasks"))),
    atMost("s of the main thread more than raw XHR", 0.15, surplus(runs, "trebucket", "raw", of("busy"))),
    atMost("MiB of the renderer's memory more than raw XHR", 24, surplus(runs, "trebucket", "raw", of("peak"))),
    atLeast("verified", 1, -worst(runs, "trebucket", (run) => -Number(run.verified))),
  ];
}

/** @param {string} contender */
function order(contender) {
  return { contender, call: "large", wanted: PARTS, files: [file(SIZE)] };
}

/** @param {import("../figures.mjs").Run} run */
function speed({ ms = Number.NaN }) {
  return SIZE / 1e3 / ms;
}

/** @returns {import("../rows.mjs").Row["columns"]} */
function columns() {
  return [
    ["CPU s", of("cpu")],
    ["main thread s", of("busy")],
    ["long tasks", of("longTasks")],
    ["memory MiB", of("peak")],
    ["requests", of("requests")],
    ["preflights", of("preflights")],
  ];
}
