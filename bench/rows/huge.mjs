// @ts-check
/** A file far larger than memory, everything at its defaults: does the page grow with it? */
import { atMost, median, of } from "../figures.mjs";
import { file } from "../stage.mjs";

const GIBIBYTES = Number(process.env.BENCH_HUGE ?? 20);
const SIZE = GIBIBYTES * 2 ** 30;
const PIECE = 1 << 30;

/** @type {import("../rows.mjs").Row} */
export const huge = {
  name: "huge",
  title: `${GIBIBYTES} GiB, a Blob of repeated parts`,
  rounds: 3,
  cold: true,
  contenders: ["trebucket"],
  run: (stage, contender) => stage.run({}, { contender, call: "large", wanted: { size: SIZE }, files: [file(PIECE)] }),
  columns: [
    ["MB/s", ({ ms = Number.NaN }) => SIZE / 1e3 / ms],
    ["memory at 5 %, MiB", of("at 5 %")],
    ["at 50 %", of("at 50 %")],
    ["at 95 %", of("at 95 %")],
    ["peak", of("peak")],
    ["requests", of("requests")],
    ["long tasks", of("longTasks")],
    ["verified", (run) => Number(run.verified)],
  ],
  goals: ({ trebucket = [] }) => {
    const growth = median(trebucket.map((run) => (run["at 95 %"] ?? Number.NaN) - (run["at 5 %"] ?? Number.NaN)));
    return [atMost("MiB more memory at 95 % than at 5 %", 8, growth)];
  },
};
