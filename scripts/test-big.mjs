// @ts-check
/** `npm run test:big`: 256 MiB to each cloud in both browsers, with credentials that end on the way. */
import { build } from "./build.mjs";
import { main, Trouble } from "./run.mjs";
import { setUp, TO_BUILD } from "./setup.mjs";

const MEBIBYTE = 1024 * 1024;
const SIZE = Number(process.env.MEBIBYTES ?? 256) * MEBIBYTE;

/** Seconds a credential lives: so few that a quarter of a gigabyte outlives it even on a fast disk. */
const LIFE = 2;

await main(async () => {
  await setUp([...TO_BUILD, "chromium", "firefox"]);
  await build();
  const { browsing } = await import("../tests/browser/drive.mjs");
  const { PROVIDERS, staged } = await import("../tests/browser/stage.mjs");
  for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
    for (const provider of PROVIDERS) {
      // A cloud and a browser of its own for each: what was uploaded before does not stay on the disk or in memory.
      await staged({ seconds: LIFE }, (stage) =>
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
  const { fly } = await import("../tests/browser/fly.mjs");
  await driver.get(stage.url);
  const { key, parts, seconds, sha256, verified } = await fly(driver, provider, SIZE);
  const stored = await stage.stored(provider, key);
  const renewals = stage.log.filter((line) => line.startsWith("sts: a new set")).length - 1;
  const rate = (SIZE / MEBIBYTE / seconds).toFixed(0);
  console.log(
    `${browser.padEnd(9)} ${provider}  ${SIZE / MEBIBYTE} MiB in ${seconds.toFixed(1)} s (${rate} MiB/s), ${parts} parts, ` +
      `${renewals} renewals, SHA-256 ${stored.sha256 === sha256 ? "equal" : "DIFFERENT"} ${sha256.slice(0, 16)}…`,
  );
  if (stored.sha256 !== sha256 || stored.size !== SIZE) throw new Trouble("What is stored is not what was given.");
  if (!verified) throw new Trouble("The cloud's own checksum was not compared.");
  if (renewals < 1) throw new Trouble("No credential was renewed on the way.", `a life of ${LIFE} s is too long here.`);
}
