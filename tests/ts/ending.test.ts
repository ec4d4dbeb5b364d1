/** What is let go once an upload is over. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import type { LiveUpload } from "../../ts/upload.ts";
import { Uploader } from "../../ts/uploader.ts";
import { around, BUCKET, FakeWorld, stored } from "./fake/world.ts";

test("an upload that is over no longer listens to the caller's signal, and whoever asks late hears that it ended", async () => {
  const world = new FakeWorld();
  world.cloud = stored;
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, around(world));
  const { signal } = new AbortController();
  const upload = uploader.upload("abc", { key: "k", signal });
  assert.equal(getEventListeners(signal, "abort").length, 1);
  await upload.done();
  assert.equal(getEventListeners(signal, "abort").length, 0);
  const late = uploader.upload("abc", { key: "k" });
  await late.done();
  assert.equal((late as LiveUpload).ended.aborted, true);
});
