// @ts-check
/** Words for what was played: a line for each run, and the table that goes into docs/. */

import { ENGINES } from "./engines.mjs";
import { stamp } from "./paper.mjs";

/** @typedef {import("./play.mjs").Played} Played */
/** @typedef {import("./engines.mjs").EngineName} EngineName */

/** @param {Played} played */
export function line({ cell, engine, provider, skipped, trouble, faults, ms }) {
  const mark = skipped ? "skipped" : trouble ? "FAILED " : "passed ";
  const more = skipped ? ` (${skipped})` : trouble ? `\n    ${trouble}` : "";
  const seconds = (ms / 1000).toFixed(1).padStart(5);
  return `${mark} ${seconds} s ${engine.padEnd(8)} ${provider} ${String(sum(faults)).padStart(4)} faults  ${cell.name}${more}`;
}

/** What all runs come to. @param {Played[]} all @param {Map<EngineName, string>} versions @param {number} ms */
export function table(all, versions, ms) {
  const families = [...new Set(all.map(({ family }) => family))];
  const of = (/** @type {string} */ family) => all.filter((one) => one.family === family);
  return [
    "## The matrix",
    "",
    stamp("npm run test:full"),
    "",
    ...summary(all, versions, ms),
    "",
    "A run is one cell in one engine on one cloud. Every cell runs on each cloud it concerns in Chromium, and on one cloud in turn in",
    "Firefox and WebKit. After each run the stored object's SHA-256 is compared with the file's, or the error code with the",
    "documented one; unfinished multiparts are looked for; and the secrets that were given out are looked for in IndexedDB,",
    "localStorage, the console, `debug` lines, error objects and the URLs that reached the cloud.",
    "",
    "| Family | Cells | Runs | Passed | Failed | Skipped | Faults | MiB compared |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...families.map((family) => row(family, of(family))),
    row("**All**", all),
  ];
}

/** Every cell, and what is skipped or may stay. @param {Played[]} all */
export function details(all) {
  const families = [...new Set(all.map(({ family }) => family))];
  const of = (/** @type {string} */ family) => all.filter((one) => one.family === family);
  return [...skips(all), ...orphans(all), ...families.flatMap((family) => cells(family, of(family)))];
}

/** @param {Played[]} all @param {Map<EngineName, string>} versions @param {number} ms */
function summary(all, versions, ms) {
  const requests = all.reduce((total, one) => total + one.requests, 0);
  const faults = all.reduce((total, one) => total + sum(one.faults), 0);
  return [
    ...ENGINES.map(
      (name) => `* ${name} (${versions.get(name)}): ${verdict(all.filter(({ engine }) => engine === name))}`,
    ),
    `* ${faults} faults injected, ${requests} requests seen by the clouds, ${mebibytes(all)} MiB uploaded and compared`,
    `* ${(ms / 60_000).toFixed(0)} minutes of wall time`,
  ];
}

/** @param {Played[]} some */
function verdict(some) {
  const { passed, failed, skipped } = counted(some);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {string} family @param {Played[]} some */
function row(family, some) {
  const { passed, failed, skipped } = counted(some);
  const cellsOfIt = new Set(some.map(({ cell }) => cell)).size;
  const faults = some.reduce((total, one) => total + sum(one.faults), 0);
  return `| ${[family, cellsOfIt, some.length, passed, failed, skipped, faults, mebibytes(some)].join(" | ")} |`;
}

/** @param {Played[]} all */
function skips(all) {
  const skipped = all.filter((one) => one.skipped);
  if (!skipped.length) return [];
  const lines = skipped.map(({ engine, cell, skipped: why }) => `* ${engine}: ${cell.name}: ${why}`);
  return ["## Skipped", "", ...lines, ""];
}

/** @param {Played[]} all */
function orphans(all) {
  const kept = [...new Set(all.map(({ cell }) => cell))].filter(({ orphan }) => orphan);
  const mixed = [...new Set(all.map(({ cell }) => cell))].filter((cell) => cell.mixed);
  return [
    "## What may stay",
    "",
    "A multipart:",
    "",
    ...kept.map(({ name, orphan }) => `* ${name}: ${orphan}`),
    "",
    "An object of which the error says not to use it, because the browser reads a changed file without a word and only the",
    "comparison after Complete finds it:",
    "",
    ...mixed.map(({ name, mixed = [] }) => `* ${mixed.join(", ")}: ${name}`),
    "",
  ];
}

/** @param {string} family @param {Played[]} some */
function cells(family, some) {
  const names = [...new Set(some.map(({ cell }) => cell))];
  return [
    `## ${family}`,
    "",
    `| Cell | Ends | ${ENGINES.join(" | ")} |`,
    `| --- | --- | ${ENGINES.map(() => "---").join(" | ")} |`,
    ...names.map((cell) => {
      const marks = ENGINES.map((name) =>
        some
          .filter((one) => one.cell === cell && one.engine === name)
          .map(mark)
          .join(" "),
      );
      const ends = cell.ends === "stored" ? "stored" : cell.ends.join(" or ");
      return `| ${cell.name.replaceAll("|", "\\|")} | ${ends} | ${marks.join(" | ")} |`;
    }),
    "",
  ];
}

/** @param {Played} played */
function mark({ provider, skipped, trouble }) {
  return skipped ? "–" : `${provider} ${trouble ? "✗" : "✓"}`;
}

/** @param {Played[]} some */
function counted(some) {
  const skipped = some.filter((one) => one.skipped).length;
  const failed = some.filter((one) => one.trouble).length;
  return { skipped, failed, passed: some.length - skipped - failed };
}

/** @param {Played[]} some */
function mebibytes(some) {
  return (some.reduce((total, { bytes }) => total + bytes, 0) / 1024 ** 2).toFixed(0);
}

/** @param {Record<string, number>} counts */
function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
