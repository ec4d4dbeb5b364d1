// @ts-check
/** The requests behind a component: made slow, and looked at. */
import assert from "node:assert/strict";

/** @typedef {import("./stage.mjs").Stage} Stage */

export const MEBIBYTE = 1024 * 1024;

/**
 * From now on parts hang in the air; returns its undo.
 * @param {Stage} stage
 */
export function slowly({ cloud }) {
  return cloud.faults.add({ match: { operation: "UploadPart" }, action: { stall: true } });
}

/**
 * The page has cut every request of the latest multipart, and the cloud has aborted it.
 * @param {Stage} stage
 */
export async function abandoned({ cloud, until, look }) {
  await until("window.uploader.uploads.length === 0");
  assert.deepEqual(cloud.oss.uploads(cloud.oss.bucket), []);
  assert.ok(cloud.journal.lines({ operation: "AbortMultipartUpload" }).length > 0);
  assert.equal(await look("window.traffic.flying"), 0);
  assert.ok((await look("window.traffic.cut")) > 0, "requests in the air were cut");
  await look("window.traffic.cut = 0");
}
