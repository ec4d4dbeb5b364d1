// @ts-check
/** `npm run test:big`: 256 MiB to each cloud in both browsers by the demo page, with credentials that end on the way. */
import { createHash, randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, Trouble } from "./run.mjs";
import { setUp, TO_BUILD } from "./setup.mjs";

const MEBIBYTE = 1024 * 1024;
const SIZE = 256 * MEBIBYTE;

/** Seconds a credential lives: so few that a quarter of a gigabyte outlives it even on a fast disk. */
const LIFE = 2;

await main(async () => {
  await setUp([...TO_BUILD, "chromium", "firefox"]);
  await build();
  const { DEMO } = await import("../tests/browser/demo.mjs");
  const { browsing } = await import("../tests/browser/drive.mjs");
  const { PROVIDERS, staged } = await import("../tests/browser/stage.mjs");
  // A file on the disk, as people have them; made here, so that nothing of the page has to be believed.
  const path = join(tmpdir(), `trebucket-${process.pid}.bin`);
  try {
    const file = { path, sha256: await randomFile(path) };
    for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
      for (const provider of PROVIDERS) {
        // A cloud and a browser of its own for each: what was uploaded before does not stay on the disk or in memory.
        await staged({ seconds: LIFE, folder: DEMO }, (stage) =>
          browsing(browser, (driver) => flown(`${browser.padEnd(9)} ${provider}`, provider, file, { driver, stage })),
        );
      }
    }
  } finally {
    await rm(path, { force: true });
  }
});

/** @param {string} path */
async function randomFile(path) {
  const hash = createHash("sha256");
  const file = await open(path, "w");
  for (let size = 0; size < SIZE; size += MEBIBYTE) {
    const bytes = randomBytes(MEBIBYTE);
    hash.update(bytes);
    await file.write(bytes);
  }
  await file.close();
  return hash.digest("hex");
}

/**
 * @param {string} name
 * @param {"oss" | "bos" | "cos"} provider
 * @param {{ path: string, sha256: string }} file
 * @param {{ driver: import("../tests/browser/drive.mjs").WebDriver, stage: import("../tests/browser/stage.mjs").Stage }} scene
 */
async function flown(name, provider, { path, sha256 }, { driver, stage }) {
  const { upload, visit } = await import("../tests/browser/demo.mjs");
  await visit(driver, stage.url);
  const { key, seconds } = await upload(driver, provider, path);
  const renewals = stage.log.filter((line) => line.startsWith("sts: a new set")).length - 1;
  const stored = await stage.stored(provider, key);
  const same = stored.size === SIZE && stored.sha256 === sha256;
  const rate = (SIZE / MEBIBYTE / seconds).toFixed(0);
  console.log(
    `${name}  256 MiB in ${seconds.toFixed(1)} s (${rate} MiB/s), ${renewals} renewals, ` +
      `SHA-256 ${same ? "equal" : "DIFFERENT"} ${stored.sha256}`,
  );
  if (!same) throw new Trouble(`What is stored is not what was given, which is ${sha256}.`);
  if (renewals < 1) throw new Trouble("No credential was renewed on the way.", `a life of ${LIFE} s is too long here.`);
}
