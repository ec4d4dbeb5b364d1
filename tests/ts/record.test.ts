/** The recorder: what it writes holds no secret, and is what `tests/replay.rs` plays back. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import test from "node:test";
import { outside } from "../../ts/outside.ts";
import { record } from "../../ts/record.ts";
import { Uploader } from "../../ts/uploader.ts";
import { around, BUCKET, FakeWorld, stored } from "./fake/world.ts";

test("an upload is recorded line by line, as the replay in tests/replays has it", async () => {
  const lines: string[] = [];
  const world = new FakeWorld();
  world.cloud = stored;
  await uploaderThatRecords(world, lines).upload("hello", { key: "a/b.txt", mode: "put" }).done();
  if (process.env.UPDATE) writeFileSync(HELLO, `${lines.join("\n")}\n`);
  assert.equal(`${lines.join("\n")}\n`, readFileSync(HELLO, "utf8"));
});

test("no line holds an id, a secret or a token, even where the cloud repeats them", async () => {
  const lines: string[] = [];
  const world = new FakeWorld();
  const body = "<Error><Code>AccessDenied</Code><Message>x-oss-security-token:FAKE-token STS.FAKE</Message></Error>";
  world.cloud = async () => ({ status: 403, headers: "", body });
  await assert.rejects(uploaderThatRecords(world, lines).upload("hello", { key: "k", mode: "put" }).done());
  const text = lines.join("\n");
  assert.match(text, /AccessDenied/);
  assert.doesNotMatch(text, /FAKE/);
});

function uploaderThatRecords(world: FakeWorld, lines: string[]): Uploader {
  const openSession: typeof outside.openSession = async (options, seed, voice) =>
    record(await outside.openSession(options, seed, voice), options, seed, (line) => lines.push(line));
  return new Uploader({ ...BUCKET, credentials: "/sts" }, { ...around(world), openSession });
}

const HELLO = new URL("../replays/hello.jsonl", import.meta.url);
