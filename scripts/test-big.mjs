// @ts-check
/** `npm run test:big`: 256 MiB to each cloud in both browsers by the demo page, with credentials that end on the way. */
import { build } from "./build.mjs";
import { main, Trouble } from "./run.mjs";
import { setUp, TO_BUILD } from "./setup.mjs";

/** One of the sizes that the page offers. */
const SIZE = 256 * 1024 * 1024;

/** Seconds a credential lives: so few that a quarter of a gigabyte outlives it even on a fast disk. */
const LIFE = 2;

await main(async () => {
  await setUp([...TO_BUILD, "chromium", "firefox"]);
  await build();
  const { DEMO } = await import("../tests/browser/demo.mjs");
  const { browsing } = await import("../tests/browser/drive.mjs");
  const { PROVIDERS, staged } = await import("../tests/browser/stage.mjs");
  for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
    for (const provider of PROVIDERS) {
      // A cloud and a browser of its own for each: what was uploaded before does not stay on the disk or in memory.
      await staged({ seconds: LIFE, folder: DEMO }, (stage) =>
        browsing(browser, (driver) => flown(browser, provider, driver, stage)),
      );
    }
  }
});

/**
 * @param {string} browser
 * @param {"oss" | "bos" | "cos"} provider
 * @param {import("../tests/browser/drive.mjs").WebDriver} driver
 * @param {import("../tests/browser/stage.mjs").Stage} stage
 */
async function flown(browser, provider, driver, stage) {
  const { compare, upload, visit } = await import("../tests/browser/demo.mjs");
  await visit(driver, stage.url);
  const { card, key, seconds } = await upload(driver, provider, SIZE);
  const renewals = stage.log.filter((line) => line.startsWith("sts: a new set")).length - 1;
  const stored = await stage.stored(provider, key);
  const { mine, theirs } = await compare(driver, card);
  const same = stored.size === SIZE && stored.sha256 === mine && theirs === mine;
  console.log(
    `${browser.padEnd(9)} ${provider}  256 MiB in ${seconds.toFixed(1)} s (${(256 / seconds).toFixed(0)} MiB/s), ` +
      `${renewals} renewals, SHA-256 ${same ? "equal" : "DIFFERENT"} ${mine}`,
  );
  if (!same)
    throw new Trouble("What is stored is not what was given.", `stored ${stored.sha256}, read back ${theirs}.`);
  if (renewals < 1) throw new Trouble("No credential was renewed on the way.", `a life of ${LIFE} s is too long here.`);
}
