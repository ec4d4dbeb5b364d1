// @ts-check
/** Plays some of the matrix by hand: `node tests/weather/run.mjs [--engine NAME] [--cloud NAME] [WORD…]`. */

import { parseArgs } from "node:util";
import { FAMILIES } from "./cells.mjs";
import { matrix, play } from "./play.mjs";
import { line } from "./report.mjs";

const { values, positionals } = parseArgs({
  options: { engine: { type: "string" }, cloud: { type: "string" } },
  allowPositionals: true,
});
const engines = /** @type {import("./engines.mjs").EngineName[]} */ ([values.engine ?? "chromium"]);
const runs = matrix(FAMILIES, engines).filter(
  ({ family, cell, provider }) =>
    (!values.cloud || provider === values.cloud) &&
    (!positionals.length || positionals.some((word) => `${family}: ${cell.name}`.includes(word))),
);
// The drivers end with the process, but only where it exits by itself.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(130));
const played = await play(runs, (one) => console.log(line(one)));
const failed = played.filter(({ trouble }) => trouble);
console.log(`${played.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length ? 1 : 0;
