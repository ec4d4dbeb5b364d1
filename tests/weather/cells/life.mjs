// @ts-check
/** The life of a page: reloads, crashes, other tabs, hidden tabs, networks that go, storage that is full, strict policies. */

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const LONG = {
  size: 12 * MEBIBYTE,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 250 } }],
};

/** The parts that were home before are not sent again, but for those in the air. @param {Scene} scene */
function spares(scene) {
  assert.equal(scene.count("InitiateMultipartUpload"), 1, "the same multipart");
  assert.ok(scene.count("UploadPart") <= 12 + 6 + 2, `${scene.count("UploadPart")} parts were sent`);
}

/** @type {Cell[]} */
const reloads = [
  ...[1, 4, 9].map((count) => ({
    ...LONG,
    name: `the page is reloaded after part ${count} was sent; the same file is uploaded again`,
    script: async (/** @type {Scene} */ scene) => {
      await scene.saved(count);
      scene.happens("page reloaded");
      await scene.visit();
      await scene.begin();
      const outcome = await scene.end();
      assert.equal(outcome.result?.resumed, true, "it went on");
      return outcome;
    },
    ends: /** @type {const} */ ("stored"),
    also: spares,
    quick: count === 4,
  })),
  {
    ...LONG,
    name: "the page is reloaded, and resumable() offers the upload",
    script: async (scene) => {
      await scene.saved(5);
      scene.happens("page reloaded");
      await scene.visit();
      const offered = /** @type {any[]} */ (await scene.run("return weather.resumable()"));
      assert.deepEqual([offered.length, offered[0]?.key, offered[0]?.size], [1, scene.key, scene.size]);
      return scene.takeUp();
    },
    ends: "stored",
    also: spares,
  },
  {
    ...LONG,
    name: "the page is reloaded three times",
    script: async (scene) => {
      for (const count of [3, 6, 9]) {
        await scene.saved(count);
        scene.happens("page reloaded");
        await scene.visit();
        await scene.begin();
      }
      return scene.end();
    },
    ends: "stored",
    patience: 90,
  },
  {
    ...LONG,
    name: "the page is reloaded at random moments, five times",
    script: async (scene) => {
      for (let time = 1; time <= 5; time += 1) {
        // Another moment in each run, the same in the same run.
        await wait((scene.seed * 7919 * time) % 900);
        scene.happens("page reloaded");
        await scene.visit();
        await scene.begin();
      }
      return scene.end();
    },
    ends: "stored",
    orphan: "a page that goes before the answer to Initiate came knows no id",
    patience: 90,
  },
  {
    ...LONG,
    name: "the page is reloaded and another file of the same size is given to resume",
    script: async (scene) => {
      await scene.saved(5);
      scene.happens("page reloaded");
      await scene.visit();
      return scene.takeUp({ seed: scene.seed + 500 });
    },
    ends: ["source", "invalid-argument"],
    orphan: "the interrupted upload waits for its own file",
  },
  {
    ...LONG,
    name: "the page is reloaded and the upload discarded: its multipart is aborted",
    script: async (scene) => {
      await scene.saved(5);
      scene.happens("page reloaded");
      await scene.visit();
      await scene.run("return weather.discard()");
      assert.equal(scene.cloud?.uploads(scene.cloud.bucket).length, 0);
      assert.deepEqual(await scene.run("return weather.resumable()"), []);
      await scene.begin({ size: 100 });
      await scene.act("abort");
    },
    ends: ["aborted"],
  },
  {
    ...LONG,
    name: "the cloud forgets the upload while the page reloads",
    script: async (scene) => {
      await scene.saved(5);
      await scene.visit();
      scene.forget();
      await scene.begin();
    },
    ends: "stored",
  },
];

/** @type {Cell[]} */
const crashes = [
  {
    ...LONG,
    name: "the browser is killed with -9, opened again, and the upload resumed",
    own: {},
    script: async (scene) => {
      await scene.saved(6);
      // A database writes to disk when it pleases; a crash in its first second costs parts, never bytes.
      await wait(1000);
      scene.happens("browser killed");
      await scene.engine.kill();
      await scene.engine.open();
      await scene.visit();
      await scene.begin();
    },
    ends: "stored",
    not: { webkit: "the driver does not tell the browser's process, and keeps no profile" },
    patience: 120,
  },
];

/** @type {Cell[]} */
const tabs = [
  {
    ...LONG,
    name: "two tabs upload the same file under the same key",
    script: (scene) => together(scene),
    ends: "stored",
    also: (scene) => assert.ok(scene.count("UploadPart") <= 24 && peak(scene) <= 12, "never both at once"),
    patience: 90,
  },
  {
    ...LONG,
    name: "the tab is hidden behind another for five seconds",
    script: async (scene) => {
      const first = await scene.driver.getWindowHandle();
      await scene.seen("UploadPart", 2);
      scene.happens("tab hidden");
      await scene.driver.switchTo().newWindow("tab");
      await wait(5000);
      await scene.driver.close();
      await scene.driver.switchTo().window(first);
      assert.equal(await scene.run("return window.hid"), true, "the page was hidden");
    },
    ends: "stored",
    not: { webkit: "its driver lays windows beside each other and hides none" },
    patience: 90,
  },
];

/** The cell's upload in two tabs at once: this one's must end well, and so must that of the other. @param {Scene} scene @param {string} [address] */
export async function together(scene, address) {
  const first = await scene.driver.getWindowHandle();
  if (address) await scene.begin();
  const upload = scene.upload;
  await scene.driver.switchTo().newWindow("tab");
  await scene.visit(address);
  await scene.begin();
  const second = await scene.end();
  assert.equal(second.state, "done");
  await scene.driver.close();
  await scene.driver.switchTo().window(first);
  scene.upload = upload;
  return scene.end();
}

/** The most parts whose requests began before the first Complete. @param {Scene} scene */
export function peak({ journal, provider }) {
  const lines = journal.lines({ cloud: provider });
  const end = lines.findIndex(({ operation }) => operation === "CompleteMultipartUpload");
  return lines.slice(0, end).filter(({ operation }) => operation === "UploadPart").length;
}

export const life = { title: "The page's life", cells: [...reloads, ...crashes, ...tabs] };
