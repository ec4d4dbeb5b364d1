// @ts-check
/** A device clock that is hours off: the clouds' and the app server's clocks are moved, the browser's stays. */

import assert from "node:assert/strict";
import { MEBIBYTE } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */

const HOUR = 3_600_000;
const SIDES = /** @type {const} */ ([
  [3 * HOUR, "three hours slow"],
  [-3 * HOUR, "three hours fast"],
]);
const SMALL = { size: 200_000, upload: { mode: "put" } };
const FORM = { size: 90_000, upload: { mode: "post" }, clouds: /** @type {("oss" | "cos")[]} */ (["oss", "cos"]) };

/** @type {Cell[]} */
const told = SIDES.flatMap(([shift, what]) =>
  [
    { way: "in parts", more: {} },
    { way: "by PUT", more: SMALL },
    { way: "by form", more: FORM },
  ].map(({ way, more }) => ({
    ...more,
    name: `the device is ${what}, an upload ${way}`,
    before: (scene) => scene.moves(shift),
    ends: /** @type {const} */ ("stored"),
    also: (scene) => assert.equal(scene.refusals(), 0, "the app server told the time: nothing is refused"),
    quick: way === "in parts",
  })),
);

/** Without a word of the app server the clouds tell the time themselves: OSS in the refusal, COS and BOS in an exposed Date. */
/** @type {Cell[]} */
const untold = SIDES.flatMap(([shift, what]) => [
  {
    name: `the device is ${what} and the app server tells no time`,
    before: (scene) => {
      scene.desk?.offers({ bare: true });
      scene.moves(shift);
    },
    ends: "stored",
    also: (scene) => assert.ok(scene.refusals() <= 3, `${scene.refusals()} refusals`),
  },
  {
    name: `the device is ${what}, nobody tells the time and Date is hidden`,
    clouds: ["oss", "cos"],
    before: (scene) => {
      scene.desk?.offers({ bare: true });
      scene.moves(shift);
    },
    faults: [{ action: { hide: ["Date"] } }],
    ends: "stored",
  },
  {
    name: `the device is ${what}, nobody tells the time, Date is hidden, and BOS cannot say it otherwise`,
    clouds: ["bos"],
    before: (scene) => {
      scene.desk?.offers({ bare: true });
      scene.moves(shift);
    },
    faults: [{ action: { hide: ["Date"] } }],
    ends: ["clock"],
    also: (scene, { hint }) => {
      assert.ok(hint, "the error says what to do");
      assert.ok(scene.count("InitiateMultipartUpload") <= 4, "no storm");
    },
  },
]);

/** @type {Cell[]} */
const others = [
  ...SIDES.map(([shift, what]) => ({
    name: `the device is ${what} with credentials of three seconds`,
    size: 16 * MEBIBYTE,
    before: (/** @type {import("../scene.mjs").Scene} */ scene) => {
      scene.desk?.offers({ seconds: 3 });
      scene.moves(shift);
    },
    faults: [{ match: { operation: "UploadPart" }, action: { delay: 700 } }],
    ends: /** @type {const} */ ("stored"),
    also: (/** @type {unknown} */ _, /** @type {{ renewals: number }} */ { renewals }) => assert.ok(renewals >= 2),
  })),
  {
    name: "the clouds' clock jumps three hours ahead mid-upload",
    size: 12 * MEBIBYTE,
    faults: [{ match: { operation: "UploadPart" }, action: { delay: 300 } }],
    before: (scene) => scene.desk?.offers({ seconds: 4 * 3600 }),
    script: async (scene) => {
      await scene.seen("UploadPart", 3);
      scene.moves(3 * HOUR);
    },
    ends: "stored",
  },
];

export const clock = { title: "Clocks", cells: [...told, ...untold, ...others] };
