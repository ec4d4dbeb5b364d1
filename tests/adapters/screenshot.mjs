// @ts-check
/** Pictures of each adapter at work, on a desktop and a phone, in .cache/shots. */
import { main } from "../../scripts/run.mjs";
import { picture, SCREENS, screen } from "../browser/screen.mjs";
import { showing } from "./stage.mjs";
import { MEBIBYTE } from "./traffic.mjs";

const PAGES = ["antd", "element", "react", "vue", "uppy", "cloud-upload"];

await main(async () => {
  const asked = process.argv.slice(2);
  for (const page of asked.length ? asked : PAGES) await showing(page, (stage) => shots(page, stage));
});

/**
 * One file done, one refused, one on its way.
 * @param {string} page
 * @param {import("./stage.mjs").Stage} stage
 */
async function shots(page, stage) {
  const { choose, cloud, driver, until } = stage;
  await shot(stage, `${page}-empty`);
  await choose(MEBIBYTE);
  await until("window.uploader.uploads.length === 0");
  const undo = cloud.faults.add({ action: { status: 403, code: "AccessDenied" } });
  await choose(3000);
  await until("window.uploader.uploads[0]?.state === 'failed'");
  undo();
  cloud.faults.add({ match: { operation: "UploadPart" }, action: { stall: true } });
  await choose(20 * MEBIBYTE);
  await until("window.traffic.flying > 0");
  await driver.sleep(1000);
  await shot(stage, `${page}-busy`);
  if (page !== "cloud-upload") return;
  await driver.executeScript("document.querySelector('cloud-upload').lang = 'zh'");
  await shot(stage, `${page}-busy-zh-dark`, "dark");
}

/**
 * @param {import("./stage.mjs").Stage} stage
 * @param {string} name
 * @param {"light" | "dark"} [scheme]
 */
async function shot({ driver }, name, scheme) {
  for (const size of /** @type {(keyof typeof SCREENS)[]} */ (Object.keys(SCREENS))) {
    await screen(driver, size, scheme);
    await driver.sleep(300);
    console.log(await picture(driver, `${name}-${size}`));
  }
}
