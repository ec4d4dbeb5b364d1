// @ts-check
/** Uppy with its own Golden Retriever on an uploader, in a real page. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showing } from "./stage.mjs";
import { abandoned, gradually, MEBIBYTE, slowly } from "./traffic.mjs";

const SIZE = 20 * MEBIBYTE;
const KEEPABLE = 9 * MEBIBYTE;

test("uppy: files arrive, with progress by bytes, and Uppy counts them", async () => {
  await showing("uppy", async (stage) => {
    const { choose, until, look, cloud } = stage;
    gradually(stage);
    const [name] = await choose(SIZE);
    await until("window.results.length === 1");
    assert.deepEqual(await look("window.results"), [{ successful: 1, failed: 0 }]);
    const told = /** @type {{ name: string, percent: number, key?: string, url?: string }[]} */ (
      await look("window.told")
    );
    assert.ok(told.some(({ percent }) => percent > 0 && percent < 100));
    const { key = "", url = "" } = told.find((each) => each.key) ?? {};
    assert.ok(key.endsWith(`/${name}`));
    assert.ok(url.startsWith(cloud.oss.endpoint));
    assert.equal(cloud.oss.object(cloud.oss.bucket, key)?.size, SIZE);
  });
});

test("uppy: pauses, goes on, and is cancelled on the cloud", async () => {
  await showing("uppy", async (stage) => {
    const { choose, until, look } = stage;
    const undo = slowly(stage);
    await choose(SIZE);
    await until("window.told.some(({ percent }) => percent > 0)");
    await look("window.uppy.pauseAll()");
    await until("window.uploader.uploads[0].state === 'paused'");
    undo();
    await look("window.uppy.pauseResume(window.uppy.getFiles()[0].id)");
    await until("window.results.length === 1");
    slowly(stage);
    await look("window.traffic.cut = 0");
    await choose(SIZE);
    await until("window.traffic.flying > 0");
    await look("window.uppy.removeFile(window.uppy.getFiles()[1].id)");
    await abandoned(stage);
    await choose(SIZE);
    await until("window.traffic.flying > 0");
    await look("window.uppy.cancelAll()");
    await abandoned(stage);
  });
});

test("uppy: a retry goes on from the parts that are home", async () => {
  await showing("uppy", async ({ choose, until, look, cloud }) => {
    const action = { status: 403, code: "AccessDenied" };
    const undo = cloud.faults.add({ match: { operation: "CompleteMultipartUpload" }, action });
    await choose(SIZE);
    await until("window.told.some(({ error }) => error)");
    assert.deepEqual(await look("window.results"), [{ successful: 0, failed: 1 }]);
    undo();
    await look("window.uppy.retryAll() && undefined");
    await until("window.results.length === 2");
    assert.deepEqual(await look("window.results[1]"), { successful: 1, failed: 0 });
    assert.equal(cloud.journal.counts["oss.InitiateMultipartUpload"], 1);
    const parts = cloud.journal.lines({ operation: "UploadPart" }).map(({ partNumber }) => partNumber);
    assert.deepEqual(parts, [...new Set(parts)], "no part flew twice");
  });
});

test("uppy: a file that Golden Retriever restored arrives under the key it had", async () => {
  await showing("uppy", async (stage) => {
    const { choose, until, look, open, cloud, driver } = stage;
    const undo = cloud.faults.add({ match: { method: "PUT" }, action: { stall: true } });
    // Golden Retriever keeps no more than 10 MB of a file.
    await choose(KEEPABLE);
    await until("window.told.some(({ percent }) => percent > 0)");
    const key = await look("window.uppy.getFiles()[0].trebucketKey");
    await driver.wait(() => driver.executeAsyncScript(KEPT), 10_000, "Golden Retriever keeps the key and the bytes");
    undo();
    await open();
    await until("window.uppy.getFiles()[0]?.isRestored");
    await look("window.uppy.emit('restore-confirmed')");
    await until("window.told.some((each) => each.key)");
    assert.equal(await look("window.told.find((each) => each.key).key"), key);
    assert.equal(cloud.oss.object(cloud.oss.bucket, key)?.size, KEEPABLE);
  });
});

test("uppy: taking the plugin away mid-upload aborts and cuts", async () => {
  await showing("uppy", async (stage) => {
    slowly(stage);
    await stage.choose(SIZE);
    await stage.until("window.told.some(({ percent }) => percent > 0)");
    await stage.look("window.uppy.destroy()");
    await abandoned(stage);
  });
});

test("uppy: a thousand files at once are begun bit by bit, and all leave again", async () => {
  await showing("uppy", async ({ driver, cloud, until, look }) => {
    cloud.faults.add({ action: { stall: true } });
    assert.ok((await driver.executeScript(FLOOD)) < 1000);
    await until("window.uploader.uploads.length === 1000");
    await look("window.uppy.cancelAll()");
    await until("window.uploader.uploads.length === 0");
  });
});

/** How many have begun when Uppy has taken them all; of ten thousand it alone would take half a minute. */
const FLOOD = `
window.uppy.addFiles(
  Array.from({ length: 1000 }, (_, n) => ({ name: "file " + n + ".txt", data: new File(["content " + n], "f.txt") })),
);
return window.uploader.uploads.length;
`;

/** What Golden Retriever wrote down; it does so with a delay of its own. */
const KEPT = `
const done = arguments[arguments.length - 1];
const request = indexedDB.open("uppy-blobs");
request.onsuccess = () => {
  const stores = request.result.transaction(["files", "metadata"]);
  const files = stores.objectStore("files").count();
  const states = stores.objectStore("metadata").getAll();
  stores.oncomplete = () => {
    request.result.close();
    done(files.result === 1 && JSON.stringify(states.result).includes("trebucketKey"));
  };
};
`;
