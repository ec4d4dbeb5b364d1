// @ts-check
/** Puts what was measured into words and tables. */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/run.mjs";
import { middle } from "./figures.mjs";

/** @typedef {{ row: import("./rows.mjs").Row, runs: import("./figures.mjs").Runs, rounds: number }} Result */

/** @param {Result} result */
export function print(result) {
  console.log(section(result));
}

/** Replaces the measured part of docs/bench.md. @param {Result[]} results @param {string} browser */
export function write(results, browser) {
  const path = join(ROOT, "docs/bench.md");
  const [before = "", rest = ""] = readFileSync(path, "utf8").split(BEGIN);
  const [, after = ""] = rest.split(END);
  const text = [conditions(browser), ...results.map(section)].join("\n\n");
  writeFileSync(path, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

/** @param {Result} result */
function section({ row, runs, rounds }) {
  const heads = ["", ...row.columns.map(([head]) => head)];
  const lines = Object.keys(runs).map((name) => [
    row.names?.[name] ?? name,
    ...row.columns.map(([, figure]) => shown(middle(runs, name, figure))),
  ]);
  const goals = row.goals(runs).map(({ text, figure, limit, met }) => {
    return `* ${met ? "met" : "**not met**"}: ${shown(figure)} ${text} (goal: ${limit})`;
  });
  const title = `### ${row.title}\n\n\`npm run bench -- --only ${row.name}\`, medians of ${rounds} rounds.`;
  const table = [heads, heads.map((_, at) => (at ? "---:" : "---")), ...lines].map(
    (cells) => `| ${cells.join(" | ")} |`,
  );
  return [title, table.join("\n"), goals.join("\n")].filter(Boolean).join("\n\n");
}

/** @param {string} browser */
function conditions(browser) {
  const { devDependencies: versions } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const peers = PEERS.map((name) => `${name} ${versions[name]}`).join(", ");
  const machine = `${cpus().length} virtual cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory, Linux`;
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date} by \`npm run bench\`: headless Chromium ${browser}, Node ${process.versions.node}, on a virtual machine with ${machine}. Peers: ${peers}.`;
}

/** Three digits that count. @param {number} value */
function shown(value) {
  if (Number.isNaN(value)) return "";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return Number(value.toFixed(digits)).toLocaleString("en");
}

const BEGIN = "<!-- measured: `npm run bench` writes what follows -->";
const END = "<!-- end of what was measured -->";
const PEERS = ["ali-oss", "cos-js-sdk-v5", "@baiducloud/sdk", "@uppy/aws-s3", "tus-js-client", "hash-wasm"];
