// @ts-check
/** The demo page as a visitor finds it: its buttons upload, its digests are right, and everyone can use it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { compare, DEMO, speak, upload, visit } from "./demo.mjs";
import { browsing } from "./drive.mjs";
import { screen } from "./screen.mjs";
import { PROVIDERS, staged } from "./stage.mjs";

const SMALL = 102_400;
const LARGER = 16 * 1024 * 1024;

for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
  test(`${browser}: a visitor uploads to each cloud and sees the digests of file and object agree`, async () => {
    await staged({ seconds: 60, folder: DEMO }, (stage) =>
      browsing(browser, async (driver) => {
        await visit(driver, stage.url);
        for (const provider of PROVIDERS) {
          const { card, key } = await upload(driver, provider, LARGER);
          const { mine, theirs, outcome } = await compare(driver, card);
          assert.deepEqual({ mine, theirs, outcome }, { mine, theirs: mine, outcome: "same" });
          assert.deepEqual(await stage.stored(provider, key), { size: LARGER, sha256: mine });
        }
      }),
    );
  });
}

test("axe finds no fault, empty and with files, on a desktop and a phone, light and dark, in both languages", async () => {
  await staged({ seconds: 60, folder: DEMO }, (stage) =>
    browsing("chromium", async (driver) => {
      await visit(driver, stage.url);
      for (const name of /** @type {const} */ (["desktop", "phone"])) await faultless(driver, name, "light", "en");
      for (const provider of PROVIDERS) await upload(driver, provider, SMALL);
      await faultless(driver, "desktop", "light", "zh");
      await faultless(driver, "desktop", "dark", "en");
      await faultless(driver, "phone", "dark", "zh");
    }),
  );
});

/**
 * @param {import("./drive.mjs").WebDriver} driver
 * @param {"desktop" | "phone"} name
 * @param {"light" | "dark"} scheme
 * @param {"en" | "zh"} language
 */
async function faultless(driver, name, scheme, language) {
  await screen(driver, name, scheme);
  await speak(driver, language);
  // Colours may still be on their way from the other scheme.
  await driver.wait(() => driver.executeScript("return document.getAnimations().length === 0"), 10_000);
  await driver.executeScript(axe.source);
  const result = /** @type {import("axe-core").AxeResults} */ (await driver.executeScript("return axe.run()"));
  const found = result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  );
  assert.deepEqual(found, [], `${name} ${scheme} ${language}`);
  assert.ok(result.passes.length > 10, "axe has looked");
}
