// @ts-check
/** The React hook and the Vue composable on an uploader, in real pages: the same promises for both. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showing } from "./stage.mjs";
import { abandoned, arrive, MEBIBYTE, slowly } from "./traffic.mjs";

for (const name of ["react", "vue"]) {
  test(`${name}: files arrive, with progress by bytes in between`, async () => {
    await showing(name, async (stage) => {
      await arrive(stage);
      assert.equal(await stage.look("document.querySelector('p').textContent.startsWith('2 of 2 done')"), true);
      await press(stage, "p button");
      await stage.until("document.querySelectorAll('li').length === 0");
    });
  });

  test(`${name}: an upload pauses, goes on, and is aborted when its file is removed`, async () => {
    await showing(name, async (stage) => {
      const { choose, until, cloud, prefix } = stage;
      const undo = slowly(stage, 700);
      const [kept] = await choose(20 * MEBIBYTE);
      await until("window.told.some(({ percent }) => percent > 0)");
      await press(stage, ".pause");
      await until("document.querySelector('li').dataset.state === 'paused'");
      await press(stage, ".pause");
      undo();
      await until("document.querySelector('li').dataset.state === 'done'");
      assert.equal(cloud.oss.object(cloud.oss.bucket, `${prefix}${kept}`)?.size, 20 * MEBIBYTE);
      slowly(stage);
      await choose(20 * MEBIBYTE);
      await until("window.traffic.flying > 0");
      await press(stage, "li:last-child .remove");
      await until("document.querySelectorAll('li').length === 1");
      await abandoned(stage);
    });
  });

  test(`${name}: what failed says why, and is tried again`, async () => {
    await showing(name, async (stage) => {
      const { choose, until, cloud } = stage;
      const undo = cloud.faults.add({ action: { status: 403, code: "AccessDenied" } });
      await choose(1000);
      await until("document.querySelector('li')?.dataset.state === 'failed'");
      assert.match(await stage.look("document.querySelector('.state').textContent"), /no right/);
      undo();
      await press(stage, ".retry");
      await until("document.querySelector('li').dataset.state === 'done'");
      assert.equal(await stage.look("document.querySelector('.state').textContent"), "done");
    });
  });

  test(`${name}: leaving the page mid-upload aborts, cuts and leaves nothing behind`, async () => {
    await showing(name, async (stage) => {
      slowly(stage);
      await stage.choose(20 * MEBIBYTE, 20 * MEBIBYTE);
      await stage.until("window.told.some(({ percent }) => percent > 0)");
      await stage.look("window.leave()");
      await stage.until("document.querySelector('main').textContent === 'Gone.'");
      await abandoned(stage);
    });
  });

  test(`${name}: ten thousand files at once are listed at once, and begun a hundred at a time`, async () => {
    await showing(name, async ({ driver, cloud, until, look }) => {
      cloud.faults.add({ action: { stall: true } });
      assert.equal(await driver.executeScript(FLOOD), 100);
      await until("document.querySelector('p').textContent.includes('of 10000')");
      await until("window.uploader.uploads.length === 10_000");
      await look("window.leave()");
      await until("window.uploader.uploads.length === 0");
    });
  });
}

/**
 * @param {import("./stage.mjs").Stage} stage
 * @param {string} selector
 */
async function press({ driver }, selector) {
  await driver.executeScript("document.querySelector(arguments[0]).click()", selector);
}

/** How many have begun when the list has taken them all. */
const FLOOD = `
window.add(Array.from({ length: 10_000 }, (_, n) => new File(["content " + n], "file " + n + ".txt")));
return window.uploader.uploads.length;
`;
