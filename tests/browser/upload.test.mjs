// @ts-check
/** A real browser uploads a real file to each cloud by the published bundle; what is stored is what was given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { browsing } from "./drive.mjs";
import { fly } from "./fly.mjs";
import { PROVIDERS, staged } from "./stage.mjs";

const SIZE = 8 * 1024 * 1024 + 1;

for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
  test(`${browser}: a file of random bytes arrives whole in each cloud, a small one too`, async () => {
    await staged({ seconds: 60 }, (stage) =>
      browsing(browser, async (driver) => {
        await driver.get(stage.url);
        for (const provider of PROVIDERS) {
          for (const size of [SIZE, 1]) await arrives(driver, stage, provider, size);
        }
      }),
    );
  });
}

/**
 * @param {import("./drive.mjs").WebDriver} driver
 * @param {import("./stage.mjs").Stage} stage
 * @param {"oss" | "bos" | "cos"} provider
 * @param {number} size
 */
async function arrives(driver, stage, provider, size) {
  const flight = await fly(driver, provider, size);
  assert.deepEqual(await stage.stored(provider, flight.key), { size, sha256: flight.sha256 }, provider);
  assert.equal(flight.stored, size);
  assert.equal(flight.verified, true, `${provider}: the cloud's own figure was compared`);
  assert.equal(flight.fraction, 1);
}
