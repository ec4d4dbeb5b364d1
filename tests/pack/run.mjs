// @ts-check
/** `npm run test:pack`: packs, installs, builds and runs the package everywhere; `npm run test:pack -- vite` only what matches. */
import { build } from "../../scripts/build.mjs";
import { main, Trouble } from "../../scripts/run.mjs";
import { browsing } from "../browser/drive.mjs";
import { CELLS } from "./cells.mjs";
import { startDesk } from "./desk.mjs";
import { install } from "./install.mjs";
import { PUBLISHED } from "./published.mjs";

/** @typedef {[name: string, trouble: string | undefined, seconds: string]} Row */

async function matrix() {
  await build();
  const packed = await install();
  const rows = await tried(PUBLISHED, packed);
  const desk = await startDesk();
  try {
    await browsing("chromium", async (driver) => void rows.push(...(await tried(CELLS, { driver, desk }))));
  } finally {
    await desk.close();
  }
  console.log(`\n${rows.map(line).join("\n")}`);
  const failed = rows.filter(([, trouble]) => trouble);
  console.log(`\n${rows.length} cells tried, ${rows.length - failed.length} passed`);
  if (failed.length) throw new Trouble(`${failed.length} of ${rows.length} cells failed.`);
}

/**
 * Tries one after the other, whatever becomes of the one before.
 * @template T
 * @param {Record<string, (given: T) => Promise<unknown>>} cells
 * @param {T} given
 */
async function tried(cells, given) {
  const asked = process.argv.slice(2).map((word) => word.toLowerCase());
  /** @type {Row[]} */
  const rows = [];
  for (const [name, work] of Object.entries(cells)) {
    if (asked.length && !asked.some((word) => name.toLowerCase().includes(word))) continue;
    const began = performance.now();
    const trouble = await work(given).then(
      () => undefined,
      (/** @type {unknown} */ error) => (error instanceof Error ? error.message : String(error)),
    );
    /** @type {Row} */
    const row = [name, trouble, ((performance.now() - began) / 1000).toFixed(1)];
    console.log(line(row));
    rows.push(row);
  }
  return rows;
}

/** @param {Row} row */
function line([name, trouble, seconds]) {
  const said = trouble ? `\n    ${trouble.slice(0, LONGEST).replaceAll("\n", "\n    ")}` : "";
  return `${trouble ? "FAILED" : "passed"} ${seconds.padStart(6)} s  ${name}${said}`;
}

/** Characters of a failure; bundlers are talkative. */
const LONGEST = 2000;

await main(matrix);
