// @ts-check
/** Answers that never come although the work was done: nothing is repeated or given up before the object was asked for. */

import assert from "node:assert/strict";
import { struck, UNKNOWN, UPLOAD_ONLY, WAYS } from "./ways.mjs";

/** @typedef {import("../cell.d.ts").Cell} Cell */

/** @type {Cell[]} */
const once = Object.entries(WAYS).flatMap(([name, way]) =>
  [1, 3].map((times) => ({
    ...way.cell,
    name: `${way.request} is done and its answer lost, ${times === 1 ? "once" : "three times"}`,
    faults: [{ match: struck(way), times, action: { lose: true } }],
    ends: /** @type {const} */ ("stored"),
    also: (scene) => assert.ok(scene.count("CompleteMultipartUpload") <= times + 1, "one Complete for each lost one"),
    orphan: name === "initiate" ? UNKNOWN : "",
    quick: times === 1 && (name === "complete" || name === "put"),
  })),
);

/** @type {Cell[]} */
const uploadOnly = Object.entries(WAYS).map(([name, way]) => ({
  ...way.cell,
  name: `${way.request} is done and its answer lost, under a policy for uploads alone`,
  before: ({ desk }) => desk?.offers({ operations: UPLOAD_ONLY }),
  faults: [{ match: struck(way), times: 1, action: { lose: true } }],
  // A Complete that cannot be proved is no success.
  ends: name === "complete" ? ["integrity"] : "stored",
  mayBeStored: name === "complete",
  orphan: name === "initiate" ? UNKNOWN : "",
}));

/** @type {Cell[]} */
const keptNew = ["put", "complete"].map((name) => ({
  ...WAYS[name]?.cell,
  name: `${WAYS[name]?.request} that must not overwrite is done and its answer lost`,
  upload: { ...WAYS[name]?.cell.upload, forbidOverwrite: true },
  faults: [{ match: struck(/** @type {any} */ (WAYS[name])), times: 1, action: { lose: true } }],
  ends: /** @type {const} */ ("stored"),
  quick: name === "put",
}));

/** @type {Cell[]} */
const silent = ["part", "complete", "put"].map((name) => ({
  ...WAYS[name]?.cell,
  name: `${WAYS[name]?.request} is done and its answer held back for ever`,
  faults: [{ match: struck(/** @type {any} */ (WAYS[name])), times: 1, action: { lose: true, stall: true } }],
  uploader: { patience: 300_000 },
  ends: /** @type {const} */ ("stored"),
  idle: true,
  patience: 150,
}));

export const lost = { title: "Lost answers", cells: [...once, ...uploadOnly, ...keptNew, ...silent] };
