// @ts-check
/** The requests behind a component: made slow, and looked at. */
import assert from "node:assert/strict";

/** @typedef {import("./stage.mjs").Stage} Stage */
/** @typedef {{ name: string, percent?: number, key?: string }} Told */

export const MEBIBYTE = 1024 * 1024;

/**
 * A large and a small file: both are stored, and the component told fractions of the large one.
 * @param {Stage} stage
 */
export async function arrive(stage) {
  const { choose, until, look, cloud, prefix } = stage;
  const sizes = [20 * MEBIBYTE, 1000];
  gradually(stage);
  const names = await choose(...sizes);
  await until("new Set(window.told.map(({ key }) => key).filter(Boolean)).size === 2");
  const told = /** @type {Told[]} */ (await look("window.told"));
  names.forEach((name, index) => {
    const key = `${prefix}${name}`;
    assert.equal(cloud.oss.object(cloud.oss.bucket, key)?.size, sizes[index]);
    assert.ok(told.some((each) => each.key === key));
  });
  const percents = told.filter(({ name }) => name === names[0]).map(({ percent }) => percent ?? 0);
  assert.ok(
    percents.some((percent) => percent > 0 && percent < 100),
    `${percents}`,
  );
}

/**
 * From now on parts take a second or so, however fast the machine is: long enough to be seen between two pictures.
 * @param {Pick<Stage, "cloud">} stage
 */
export function gradually({ cloud }) {
  cloud.faults.add({ match: { operation: "UploadPart" }, action: { rate: 4 * MEBIBYTE } });
}

/**
 * From now on parts hang in the air; returns its undo.
 * @param {Stage} stage
 * @param {number} [delay] ms, instead of for ever
 */
export function slowly({ cloud }, delay) {
  const action = delay === undefined ? { stall: true } : { delay };
  return cloud.faults.add({ match: { operation: "UploadPart" }, action });
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
