// @ts-check
/** The weather that every library is put through, with what is ordered and when. */

import { setTimeout as wait } from "node:timers/promises";

/** @typedef {import("../scene.mjs").Scene} Scene */
/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {{ name: string, ordered: string, cell: Partial<Cell> }} Weather */

const PARTS = { operation: "UploadPart" };
/** Every part takes its time, so that there is a middle of the upload. */
const SLOW = { match: PARTS, action: { delay: 700 } };

/** @type {Weather[]} */
export const WEATHERS = [
  { name: "Calm", ordered: "nothing", cell: {} },
  {
    name: "Keys end mid-upload",
    ordered: "every set of keys lives four seconds, every part takes 1.5 s, and parts run side by side",
    cell: {
      before: (scene) => scene.desk?.offers({ seconds: 4 }),
      faults: [{ match: PARTS, action: { delay: 1500 } }],
    },
  },
  {
    name: "App server fails once",
    ordered: "as before, and the second time that keys are asked for the app server answers 500",
    cell: {
      before: (scene) => scene.desk?.offers({ seconds: 4 }),
      faults: [{ match: PARTS, action: { delay: 1500 } }],
      script: async (scene) => {
        await scene.seen("UploadPart", 1);
        scene.happens("app server: 500");
        scene.desk?.trouble(500, 1);
      },
    },
  },
  {
    name: "Connections cut",
    ordered: "three parts are cut after 200 kB of their bodies",
    cell: { faults: [{ match: PARTS, times: 3, action: { cut: 200_000 } }] },
  },
  {
    name: "Answer to Complete lost",
    ordered: "Complete is done, and the connection cut instead of an answer, once",
    cell: { faults: [{ match: { operation: "CompleteMultipartUpload" }, times: 1, action: { lose: true } }] },
  },
  {
    name: "503 for five seconds",
    ordered: "from the third part on, every request is answered 503 for five seconds",
    cell: {
      faults: [SLOW],
      script: async (scene) => {
        await scene.seen("UploadPart", 3);
        const over = scene.fault({ action: { status: 503 } });
        await wait(5000);
        over();
      },
    },
  },
  {
    name: "Clock three hours slow",
    ordered: "the cloud's and the app server's clock is three hours ahead of the device's",
    cell: { before: (scene) => scene.moves(3 * 3_600_000) },
  },
  {
    name: "Clock three hours fast",
    ordered: "the cloud's and the app server's clock is three hours behind the device's",
    cell: { before: (scene) => scene.moves(-3 * 3_600_000) },
  },
  {
    name: "One bit turned over",
    ordered: "one bit of one part arrives other than it was sent, once",
    cell: { faults: [{ match: { ...PARTS, partNumber: 2 }, times: 1, action: { corrupt: true } }] },
  },
  {
    name: "Reload with a hole",
    ordered: "part 3 hangs, four others are home, the page is reloaded, and the same file given again",
    cell: {
      faults: [
        { match: { ...PARTS, partNumber: 3 }, action: { stall: true } },
        { match: PARTS, action: { delay: 300 } },
      ],
      script: async (scene) => {
        await reload(scene);
        await scene.begin();
      },
    },
  },
  {
    name: "ETag not exposed",
    ordered: "the bucket's CORS rule does not expose ETag",
    cell: { faults: [{ action: { hide: ["ETag"] } }] },
  },
  {
    name: "Offline for five seconds",
    ordered: "the browser's network is off for five seconds from the third part on",
    cell: {
      faults: [SLOW],
      script: async (scene) => {
        await scene.seen("UploadPart", 3);
        scene.happens("offline");
        await offline(scene, true);
        await wait(5000);
        await offline(scene, false);
      },
    },
  },
];

/** @param {Scene} scene */
async function reload(scene) {
  const home = () => scene.journal.lines({ operation: "UploadPart", status: 200 }).length;
  await scene.until(() => home() >= 4, "four parts home");
  await scene.until(async () => Boolean(await scene.run("return weather.kept()")), "what a page keeps");
  // A database and a page's storage are written when they please.
  await wait(500);
  scene.happens("page reloaded");
  scene.clouds?.faults.clear();
  await scene.visit();
}

/** @param {Scene} scene @param {boolean} off */
async function offline({ driver }, off) {
  const chromium = /** @type {import("selenium-webdriver/chrome.js").Driver} */ (driver);
  const conditions = { offline: off, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await chromium.sendDevToolsCommand("Network.enable", {});
  await chromium.sendDevToolsCommand("Network.emulateNetworkConditions", conditions);
}
