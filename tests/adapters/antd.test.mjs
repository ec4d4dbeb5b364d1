// @ts-check
/** Ant Design's Upload on an uploader, in a real page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showing } from "./stage.mjs";
import { abandoned, arrive, MEBIBYTE, slowly } from "./traffic.mjs";

test("antd: files arrive, with progress by bytes in between", async () => {
  await showing("antd", arrive);
});

test("antd: removing a file cuts its requests and aborts its multipart; removing the component too", async () => {
  await showing("antd", async (stage) => {
    const { choose, until, driver, look } = stage;
    slowly(stage);
    await choose(20 * MEBIBYTE);
    await until("window.told.some(({ percent }) => percent > 0)");
    await driver.executeScript("document.querySelector('[title=\"Remove file\"]').click()");
    await abandoned(stage);
    assert.deepEqual(await look("window.told.filter(({ status }) => status === 'error')"), []);
    await choose(20 * MEBIBYTE);
    await until("window.traffic.flying > 0");
    await look("window.leave()");
    await until("document.querySelector('main').textContent === 'Gone.'");
    await abandoned(stage);
  });
});
