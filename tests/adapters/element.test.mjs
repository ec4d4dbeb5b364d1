// @ts-check
/** Element Plus's el-upload on an uploader, in a real page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showing } from "./stage.mjs";
import { abandoned, arrive, MEBIBYTE, slowly } from "./traffic.mjs";

test("el-upload: files arrive, with progress by bytes in between", async () => {
  await showing("element", arrive);
});

test("el-upload: removing a file cuts its requests and aborts its multipart", async () => {
  await showing("element", async (stage) => {
    const { choose, until, driver, look } = stage;
    slowly(stage);
    await choose(20 * MEBIBYTE);
    await until("window.told.some(({ percent }) => percent > 0)");
    await driver.executeScript("document.querySelector('.el-icon--close').click()");
    await abandoned(stage);
    assert.deepEqual(await look("window.told.filter(({ status }) => status === 'fail')"), []);
  });
});

test("el-upload: an upload goes on when the component is gone, as el-upload's own do", async () => {
  await showing("element", async (stage) => {
    const { choose, until, look, cloud, prefix } = stage;
    const undo = slowly(stage, 1500);
    const [name] = await choose(20 * MEBIBYTE);
    await until("window.told.some(({ percent }) => percent > 0)");
    await look("window.leave()");
    await until("document.querySelector('main').textContent === 'Gone.'");
    undo();
    await until("window.uploader.uploads.length === 0");
    assert.equal(cloud.oss.object(cloud.oss.bucket, `${prefix}${name}`)?.size, 20 * MEBIBYTE);
  });
});
