// @ts-check
/** `npm run shots`: pictures of the demo page on a desktop and a phone, empty and with files, in both languages. */
import { build } from "../../scripts/build.mjs";
import { main } from "../../scripts/run.mjs";
import { DEMO, speak, upload, visit } from "./demo.mjs";
import { browsing } from "./drive.mjs";
import { picture, SCREENS, screen } from "./screen.mjs";
import { PROVIDERS, staged } from "./stage.mjs";

const MEBIBYTE = 1024 * 1024;

await main(async () => {
  await build();
  await staged({ seconds: 60, folder: DEMO }, (stage) =>
    browsing("chromium", async (driver) => {
      await visit(driver, stage.url);
      await shots(driver, "empty", "en", "light");
      for (const provider of PROVIDERS) await upload(driver, provider, 16 * MEBIBYTE);
      await shots(driver, "done", "en", "light");
      await shots(driver, "done", "zh", "dark");
    }),
  );
});

/**
 * @param {import("./drive.mjs").WebDriver} driver
 * @param {string} state
 * @param {"en" | "zh"} language
 * @param {"light" | "dark"} scheme
 */
async function shots(driver, state, language, scheme) {
  await speak(driver, language);
  for (const name of /** @type {(keyof typeof SCREENS)[]} */ (Object.keys(SCREENS))) {
    await screen(driver, name, scheme);
    await driver.sleep(500);
    console.log(await picture(driver, `${state}-${name}-${language}-${scheme}`));
  }
}
