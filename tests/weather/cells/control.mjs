// @ts-check
/** What the user does in the middle of it: pause, abort, retry, close; and the callbacks that an upload asks for. */

import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { MEBIBYTE, UPLOAD_ONLY, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {import("../scene.mjs").Scene} Scene */

const LONG = {
  size: 8 * MEBIBYTE,
  faults: [{ match: { operation: "UploadPart" }, action: { delay: 200 } }],
};

const MOMENTS = /** @type {const} */ ([
  ["before the first request", async () => {}],
  ["as Initiate is asked for", async (/** @type {Scene} */ scene) => scene.seen("InitiateMultipartUpload")],
  ["with its first parts in the air", async (/** @type {Scene} */ scene) => scene.seen("UploadPart", 2)],
  ["with some parts home", async (/** @type {Scene} */ scene) => scene.seen("UploadPart", 6)],
]);

/** @type {Cell[]} */
const aborts = MOMENTS.map(([when, comes], at) => ({
  ...LONG,
  name: `an abort ${when}`,
  faults: [...LONG.faults, { match: { operation: "InitiateMultipartUpload" }, action: { delay: 300 } }],
  script: async (scene) => {
    await comes(scene);
    await scene.act("abort");
    const { state } = await scene.look();
    assert.equal(state, "aborted");
  },
  ends: ["aborted"],
  also: async (scene) => {
    const before = scene.count("UploadPart");
    await wait(1000);
    assert.equal(scene.count("UploadPart"), before, "nothing is sent any more");
  },
  quick: at === 2,
}));

/** @type {Cell[]} */
const moreAborts = [
  {
    ...LONG,
    name: "an abort while the cloud answers 503 to aborts, twice",
    faults: [...LONG.faults, { match: { operation: "AbortMultipartUpload" }, times: 2, action: { status: 503 } }],
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      await scene.act("abort");
    },
    ends: ["aborted"],
  },
  {
    ...LONG,
    name: "an abort that the policy forbids is silent",
    before: (scene) => scene.desk?.offers({ operations: UPLOAD_ONLY }),
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      await scene.act("abort");
    },
    ends: ["aborted"],
    orphan: "the policy forbids the abort",
  },
  {
    ...LONG,
    name: "an abort with the answer to Initiate still on its way",
    faults: [{ match: { operation: "InitiateMultipartUpload" }, times: 1, action: { delay: 1500 } }],
    script: async (scene) => {
      await scene.seen("InitiateMultipartUpload");
      await wait(300);
      await scene.act("abort");
    },
    ends: ["aborted"],
    also: () => wait(2500),
  },
];

/** @type {Cell[]} */
const pauses = [
  {
    ...LONG,
    name: "pause sends nothing more, resume goes on from the parts that are home",
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      await scene.act("pause");
      await wait(600);
      const before = scene.count("UploadPart");
      await wait(1000);
      assert.equal(scene.count("UploadPart"), before, "nothing is sent while paused");
      await scene.act("resume");
    },
    ends: "stored",
    also: (scene) => assert.ok(scene.count("UploadPart") <= 8 + 6, "parts that are home stay home"),
    quick: true,
  },
  {
    ...LONG,
    name: "ten pauses and resumes in a row",
    script: async (scene) => {
      for (let turn = 0; turn < 10; turn += 1) {
        await scene.act("pause");
        await wait(80);
        await scene.act("resume");
        await wait(80);
      }
    },
    ends: "stored",
  },
  {
    ...LONG,
    name: "a pause longer than the credential lives",
    before: (scene) => scene.desk?.offers({ seconds: 2 }),
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      await scene.act("pause");
      await wait(4000);
      await scene.act("resume");
    },
    ends: "stored",
  },
  {
    ...LONG,
    name: "an upload that failed is retried from the parts that are home",
    uploader: { patience: 1500 },
    faults: [...LONG.faults, { match: { operation: "UploadPart" }, skip: 5, times: 1000, action: { status: 500 } }],
    script: async (scene) => {
      const first = await scene.end();
      assert.equal(first.state, "failed");
      scene.clouds?.faults.clear();
      await scene.act("retry");
    },
    ends: "stored",
    also: (scene) => assert.equal(scene.count("InitiateMultipartUpload"), 1, "no part was given up"),
  },
  {
    ...LONG,
    name: "close leaves nothing running",
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      await scene.run("weather.close()");
      await wait(300);
      const before = scene.journal.lines().length;
      await wait(1500);
      assert.equal(scene.journal.lines().length, before, "nothing is sent any more");
    },
    ends: ["aborted"],
    orphan: "close keeps the multipart, to be resumed",
  },
];

/** @type {Cell[]} */
const callbacks = ["put", "post", "complete"].flatMap((name) => {
  const way = WAYS[name];
  // BOS knows callbacks for PUT and Complete; its forms take none.
  const upload = { ...way?.cell.upload, callback: {} };
  return [
    {
      ...way?.cell,
      name: `a callback is called after ${way?.request}`,
      upload,
      ends: /** @type {const} */ ("stored"),
      also: (/** @type {Scene} */ { desk }, /** @type {import("../cell.d.ts").Outcome} */ { result }) => {
        assert.equal(desk?.called, 1, "once");
        assert.match(result?.callback?.body ?? "", /taken/);
      },
    },
    {
      ...way?.cell,
      name: `a callback fails after ${way?.request}: stored, and never sent again`,
      upload,
      before: (/** @type {Scene} */ { desk }) => {
        if (desk) desk.callback = { status: 500, body: "{}" };
      },
      ends: ["callback"],
      mayBeStored: true,
      also: (/** @type {Scene} */ scene) => {
        assert.equal(scene.desk?.called, 1, "called once");
        assert.ok(scene.cloud?.object(scene.cloud.bucket, scene.key), "stored");
      },
      quick: name === "complete",
    },
  ];
});

export const control = { title: "The user, and callbacks", cells: [...aborts, ...moreAborts, ...pauses, ...callbacks] };
