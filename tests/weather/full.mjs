// @ts-check
/** `npm run test:full`: the whole weather matrix in three engines; leaves its table in docs/weather.md. */

import { build } from "../../scripts/build.mjs";
import { main, Trouble } from "../../scripts/run.mjs";
import { setUp, TO_BUILD } from "../../scripts/setup.mjs";
import { FAMILIES } from "./cells.mjs";
import { ENGINES, Engine } from "./engines.mjs";
import { leave } from "./paper.mjs";
import { matrix, play } from "./play.mjs";
import { details, line, table } from "./report.mjs";

await main(async () => {
  await setUp([...TO_BUILD, ...ENGINES]);
  await build();
  const began = performance.now();
  /** @type {Map<import("./engines.mjs").EngineName, string>} */
  const versions = new Map();
  for (const name of ENGINES) versions.set(name, await versionOf(name));
  const runs = matrix(FAMILIES);
  console.log(`${runs.length} runs of ${FAMILIES.flatMap(({ cells }) => cells).length} cells`);
  const played = await play(runs, (one) => console.log(line(one)));
  const matrixLines = table(played, versions, performance.now() - began);
  await leave({ matrix: matrixLines, cells: details(played) });
  console.log(matrixLines.join("\n"));
  const failed = played.filter(({ trouble }) => trouble);
  if (failed.length) throw new Trouble(`${failed.length} of ${played.length} runs ended wrong.`);
});

/** @param {import("./engines.mjs").EngineName} name */
async function versionOf(name) {
  const engine = new Engine(name);
  try {
    const capabilities = await (await engine.open()).driver.getCapabilities();
    return `${capabilities.getBrowserName()} ${capabilities.getBrowserVersion()}`;
  } finally {
    await engine.close();
  }
}
