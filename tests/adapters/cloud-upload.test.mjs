// @ts-check
/** `<cloud-upload>` in a real page: files, folders, controls by keyboard, many files, bad luck. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import axe from "axe-core";
import { screen } from "../browser/screen.mjs";
import { drop, folder, keyed, rows, SHADOW } from "./element-shadow.mjs";
import { showing } from "./stage.mjs";
import { abandoned, MEBIBYTE, slowly } from "./traffic.mjs";

const SIZE = 20 * MEBIBYTE;

for (const browser of /** @type {const} */ (["chromium", "firefox"])) {
  test(`cloud-upload: chosen files arrive in ${browser}, and events tell of each and of all`, async () => {
    await showing(
      "cloud-upload",
      async (stage) => {
        const [large, small] = await stage.choose(SIZE, 1000);
        await stage.until("window.told.some(({ type }) => type === 'all-done')");
        const { bucket, object } = stage.cloud.oss;
        assert.equal(object(bucket, `${stage.prefix}${large}`)?.size, SIZE);
        assert.equal(object(bucket, `${stage.prefix}${small}`)?.size, 1000);
        const told = await stage.look("window.told.map(({ type, key, done }) => [type, key ?? done])");
        assert.deepEqual(told.slice(0, 2).sort(), [
          ["file-done", `${stage.prefix}${large}`],
          ["file-done", `${stage.prefix}${small}`],
        ]);
        assert.deepEqual(told.slice(2), [["all-done", 2]]);
        assert.equal(await stage.look(`${SHADOW}.querySelector(".summary").textContent`), "2 of 2 done");
      },
      browser,
    );
  });
}

test("cloud-upload: a dropped folder arrives with all that is in it, paths kept", async () => {
  await showing("cloud-upload", async (stage) => {
    const { top, paths } = folder(stage);
    await drop(stage, top);
    await stage.until("window.told.some(({ done }) => done === 123)");
    const { bucket, object } = stage.cloud.oss;
    assert.deepEqual(
      paths.filter((path) => !object(bucket, `${stage.prefix}${path}`)),
      [],
    );
  });
});

test("cloud-upload: what cannot be read in a folder is named, and the rest arrives", async () => {
  await showing("cloud-upload", async (stage) => {
    await stage.driver.executeScript(`${BROKEN}; ${SHADOW}.querySelector(".zone").dispatchEvent(broken());`);
    await stage.until("window.told.some(({ done }) => done === 1)");
    const unreadable = "window.told.filter(({ type }) => type === 'file-unreadable')";
    assert.deepEqual(await stage.look(`${unreadable}.map(({ name, error }) => [name, error])`), [
      ["top/locked.txt", "locked"],
      ["top/closed", "closed"],
    ]);
    assert.match(
      await stage.look(`${SHADOW}.querySelector(".trouble").textContent`),
      /2 could not be read: top\/locked/,
    );
    const [{ key }] = await stage.look("window.told.filter(({ type }) => type === 'file-done')");
    assert.equal(key, `${stage.prefix}top/good.txt`);
  });
});

test("cloud-upload: the keyboard alone pauses, resumes, cancels and retries", async () => {
  await showing("cloud-upload", async (stage) => {
    const { choose, until, look, cloud } = stage;
    const undo = slowly(stage);
    const [name] = await choose(SIZE);
    await until(`${SHADOW}.querySelector("li")?.dataset.state === "running"`);
    await keyed(stage, `Pause ${name}`);
    await until(`${SHADOW}.querySelector("li").dataset.state === "paused"`);
    await keyed(stage, `Resume ${name}`);
    await until(`${SHADOW}.querySelector("li").dataset.state === "running"`);
    await until("window.traffic.flying > 0");
    await keyed(stage, `Cancel ${name}`);
    await abandoned(stage);
    assert.deepEqual(await rows(stage), []);
    undo();
    const heal = cloud.faults.add({ action: { status: 403, code: "AccessDenied" } });
    const [second] = await choose(1000);
    await until(`${SHADOW}.querySelector("li")?.dataset.state === "failed"`);
    assert.match((await rows(stage))[0]?.status ?? "", /right|policy/);
    heal();
    await keyed(stage, `Retry ${second}`);
    await until(`${SHADOW}.querySelector("li").dataset.state === "done"`);
    await keyed(stage, "Clear finished");
    assert.deepEqual(await rows(stage), []);
    assert.equal(await look(`${SHADOW}.querySelector(".head").hidden`), true);
  });
});

test("cloud-upload: ten thousand files have rows only where one looks", async () => {
  await showing("cloud-upload", async (stage) => {
    const { driver, until, look, cloud } = stage;
    cloud.faults.add({ action: { stall: true } });
    await driver.executeScript(
      'window.add(Array.from({ length: 10_000 }, (_, n) => new File(["content " + n], "file " + n + ".txt")))',
    );
    await until(`${SHADOW}.querySelector(".summary").textContent === "0 of 10000 done"`);
    assert.ok((await rows(stage)).length < 20);
    await driver.executeScript(`const list = ${SHADOW}.querySelector(".scroll"); list.scrollTop = list.scrollHeight`);
    await until(`${SHADOW}.querySelector("li:last-child .name").textContent === "file 9999.txt"`);
    assert.ok((await rows(stage)).length < 20);
    assert.equal(await look(`${SHADOW}.querySelector("li:last-child").getAttribute("aria-posinset")`), "10000");
    await look("window.leave()");
    await until("window.uploader.uploads.length === 0");
  });
});

test("cloud-upload: speaks Chinese where its page does", async () => {
  await showing("cloud-upload", async (stage) => {
    await stage.choose(1000);
    await stage.until("window.told.some(({ type }) => type === 'all-done')");
    await stage.driver.executeScript("document.querySelector('cloud-upload').lang = 'zh-CN'");
    assert.equal(await stage.look(`${SHADOW}.querySelector(".invite").textContent`), "将文件或文件夹拖到此处");
    assert.deepEqual(
      (await rows(stage)).map(({ status }) => status),
      ["已完成"],
    );
  });
});

test("cloud-upload: axe finds no fault, empty and with files, on a desktop and a phone, light and dark", async () => {
  await showing("cloud-upload", async (stage) => {
    await faultless(stage, "desktop", "light");
    await stage.choose(1000);
    await stage.until("window.told.some(({ type }) => type === 'all-done')");
    stage.cloud.faults.add({ action: { status: 403, code: "AccessDenied" } });
    await stage.choose(1000);
    await stage.until("window.told.some(({ type }) => type === 'file-failed')");
    await faultless(stage, "desktop", "dark");
    await faultless(stage, "phone", "light");
  });
});

test("cloud-upload: moved in the page it goes on; taken away it aborts and cuts", async () => {
  await showing("cloud-upload", async (stage) => {
    slowly(stage);
    await stage.choose(SIZE);
    await stage.until("window.traffic.flying > 0");
    await stage.driver.executeScript("document.body.append(document.querySelector('cloud-upload'))");
    assert.equal((await rows(stage)).length, 1);
    assert.equal(await stage.look("window.uploader.uploads[0].state"), "running");
    await stage.look("window.leave()");
    await abandoned(stage);
  });
});

test("cloud-upload: a file that vanished from the disk is told so", async () => {
  await showing("cloud-upload", async (stage) => {
    const undo = stage.cloud.faults.add({ match: { operation: "InitiateMultipartUpload" }, action: { delay: 1000 } });
    const [name = ""] = await stage.choose(SIZE);
    await stage.until(`${SHADOW}.querySelector("li")?.dataset.state === "running"`);
    rmSync(join(stage.files, name));
    undo();
    await stage.until("window.told.some(({ type }) => type === 'file-failed')");
    assert.match((await rows(stage))[0]?.status ?? "", /choose|again|changed|read/i);
  });
});

test("cloud-upload: the module loaded twice, as after a hot replacement, does no harm", async () => {
  await showing("cloud-upload", async (stage) => {
    await stage.driver.executeAsyncScript("import('./page.js?again').then(arguments[arguments.length - 1])");
    await stage.choose(1000);
    await stage.until("window.told.some(({ type }) => type === 'all-done')");
  });
});

/**
 * @param {import("./stage.mjs").Stage} stage
 * @param {"desktop" | "phone"} size
 * @param {"light" | "dark"} scheme
 */
async function faultless({ driver, look }, size, scheme) {
  await screen(driver, size, scheme);
  await driver.executeScript(axe.source);
  const result = /** @type {import("axe-core").AxeResults} */ (await look("axe.run()"));
  const found = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
  assert.deepEqual(found, [], `${size} ${scheme}`);
  assert.ok(
    result.passes.some(({ nodes }) => nodes.some(({ html }) => html.includes('part="'))),
    "axe saw the shadow",
  );
}

/** A drop whose folder has a file and a folder that cannot be read, and a good file. */
const BROKEN = `
function broken() {
  const entry = (name, more) => ({ fullPath: "/top/" + name, isDirectory: false, isFile: true, ...more });
  const contents = [
    entry("locked.txt", { file: (yes, no) => no(new DOMException("locked", "NotReadableError")) }),
    entry("closed", {
      isDirectory: true,
      createReader: () => ({ readEntries: (yes, no) => no(new DOMException("closed", "NotReadableError")) }),
    }),
    entry("good.txt", { file: (yes) => yes(new File(["good"], "good.txt")) }),
  ];
  const top = { fullPath: "/top", isDirectory: true, createReader: () => ({ readEntries: (yes) => yes(contents.splice(0)) }) };
  const dataTransfer = { items: [{ kind: "file", webkitGetAsEntry: () => top }], files: [] };
  return Object.defineProperty(new DragEvent("drop"), "dataTransfer", { value: dataTransfer });
}`;
