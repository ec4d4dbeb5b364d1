/** What the worker does with its orders: the script itself, with a request that answers when it is told to. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Little } from "../../ts/carry.ts";
import type { Order, Word } from "../../ts/office.ts";
import { FakeRequest, FILE, outgoing } from "./fake/request.ts";

const said: Word[] = [];
const STORED = { status: 200, headers: "etag: abc\r\n", body: "" };
const NONE = { crc64: "", md5: "", sha256: "", size: 0 };

before(async () => {
  Object.assign(globalThis, { XMLHttpRequest: FakeRequest, postMessage: (word: Word) => said.push(word) });
  await import("../../ts/worker.ts");
  assert.deepEqual(said, ["awake"]);
  order({ module: await WebAssembly.compile(await readFile(new URL("../../pkg/core.wasm", import.meta.url))) });
});

beforeEach(() => {
  said.length = 0;
  FakeRequest.sent.length = 0;
});

after(() => {
  for (const name of ["XMLHttpRequest", "postMessage", "onmessage"]) Reflect.deleteProperty(globalThis, name);
});

test("a part is sent from its place in the file", async () => {
  order({ id: 1, outgoing: outgoing() });
  const [request] = FakeRequest.sent;
  assert.deepEqual(request?.told, ["PUT https://photos.example/k", "x-fake: 1"]);
  assert.equal(await (request?.body as Blob | undefined)?.text(), "2345");
  request?.onload();
  await until(() => said.length > 0);
  assert.deepEqual(said, [{ id: 1, done: STORED }]);
});

test("a form brings its fields, then the file", async () => {
  const load = {
    file: { whole: FILE, start: 0, end: 10 },
    type: "text/x",
    fields: [["key", "k"]] as [string, string][],
  };
  order({ id: 2, outgoing: outgoing({ load, counted: false }) });
  const body = FakeRequest.sent[0]?.body as FormData;
  assert.deepEqual([...body.keys()], ["key", "file"]);
  const file = body.get("file") as File;
  assert.deepEqual([file.type, await file.text()], ["text/x", "0123456789"]);
  FakeRequest.sent[0]?.onload();
  await until(() => said.length > 0);
});

test("how far requests are is said at once, then together and not too often, and not after their end", async () => {
  for (const id of [3, 4]) order({ id, outgoing: outgoing() });
  const [third, fourth] = FakeRequest.sent;
  third?.upload.onprogress?.({ loaded: 1 });
  third?.upload.onprogress?.({ loaded: 2 });
  fourth?.upload.onprogress?.({ loaded: 3 });
  third?.upload.onprogress?.({ loaded: 4 });
  assert.deepEqual(said, [{ moved: [[3, 1]] }]);
  await until(() => said.length > 1);
  const both: [number, number][] = [
    [3, 4],
    [4, 3],
  ];
  assert.deepEqual(said[1], { moved: both });
  third?.upload.onprogress?.({ loaded: 4 });
  third?.onload();
  fourth?.onload();
  await sleep(250);
  assert.deepEqual(
    said.slice(2).map((word) => typeof word === "object" && "id" in word && word.id),
    [3, 4],
  );
});

test("a little part is read once: what is hashed is what leaves", async () => {
  order({ id: 10, little: { ...little(), hash: "crc64" } });
  await until(() => FakeRequest.sent.length > 0);
  const [request] = FakeRequest.sent;
  assert.deepEqual(request?.told, ["PUT https://photos.example/k", "x-fake: 1"]);
  assert.equal(Buffer.from(request?.body as Uint8Array).toString(), "2345");
  request?.upload.onprogress?.({ loaded: 4 });
  request?.onload();
  await until(() => said.length > 1);
  const digest = { ...NONE, crc64: crc64("2345"), size: 4 };
  assert.deepEqual(said, [{ moved: [[10, 4]] }, { id: 10, done: { ...STORED, digest } }]);
});

test("a little file that ends in zeros leaves as it is", async () => {
  const file = { whole: new Blob(["ab\0\0"]), start: 0, end: 4 };
  order({ id: 13, little: { ...little(), hash: "crc64", load: { file, type: "" } } });
  await until(() => FakeRequest.sent.length > 0);
  const [request] = FakeRequest.sent;
  assert.equal(Buffer.from(request?.body as Uint8Array).toString(), "ab\0\0");
  request?.onload();
  await until(() => said.length > 0);
  assert.deepEqual(said, [{ id: 13, done: { ...STORED, digest: { ...NONE, crc64: crc64("ab\0\0"), size: 4 } } }]);
});

test("a little form says where its parts end, and is not hashed unless that is asked for", async () => {
  const load = { ...little().load, fields: [["key", "k"]] as [string, string][] };
  order({ id: 11, little: { ...little(), load, counted: false } });
  await until(() => FakeRequest.sent.length > 0);
  const [request] = FakeRequest.sent;
  const type = request?.told.at(-1)?.replace("content-type: ", "") ?? "";
  const form = await new Response(request?.body as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": type },
  }).formData();
  assert.deepEqual([form.get("key"), await (form.get("file") as File).text()], ["k", "2345"]);
  request?.onload();
  await until(() => said.length > 0);
  assert.deepEqual(said, [{ id: 11, done: STORED }]);
});

test("nothing of a little file leaves where it cannot be read, or has changed", async () => {
  const gone = { size: 10, type: "", slice: unreadable };
  const shorter = { size: 10, type: "", slice: () => new Blob(["234"]) };
  const padded = { size: 10, type: "", slice: filledUp };
  for (const [id, whole] of [gone, shorter, padded].entries()) {
    order({
      id,
      little: { ...little(), load: { file: { whole: whole as unknown as Blob, start: 2, end: 6 }, type: "" } },
    });
  }
  await until(() => said.length > 2);
  assert.deepEqual(said, [
    { id: 0, done: { lost: "source-unreadable" } },
    { id: 1, done: { lost: "source-changed" } },
    { id: 2, done: { lost: "source-changed" } },
  ]);
  assert.equal(FakeRequest.sent.length, 0);
});

test("a little request that is dropped before its file is read never leaves", async () => {
  order({ id: 12, little: little() });
  order({ drop: 12 });
  await until(() => said.length > 0);
  assert.deepEqual([said, FakeRequest.sent.length], [[{ id: 12, done: { lost: "network" } }], 0]);
});

test("an order that is dropped cuts its request", async () => {
  order({ id: 5, outgoing: outgoing() });
  order({ drop: 5 });
  assert.equal(FakeRequest.sent[0]?.aborted, true);
});

test("a file that cannot be read is said, and the next one is hashed", async () => {
  const gone = { size: 10, type: "", slice: unreadable };
  order({ id: 6, job: { cut: { whole: gone as unknown as Blob, start: 2, end: 6 }, name: 2, what: "crc64" } });
  order({ id: 9, job: { cut: { whole: FILE, start: 2, end: 6 }, name: 1, what: "crc64" } });
  await until(() => said.length > 1);
  const digest = { ...NONE, crc64: crc64("2345"), size: 4 };
  assert.deepEqual(said, [
    { id: 6, error: "TypeError" },
    { id: 9, done: digest },
  ]);
});

test("a request that meets no answer is lost, and hashing alone needs none", async () => {
  order({ id: 7, outgoing: outgoing() });
  FakeRequest.sent[0]?.onerror();
  order({ id: 8, job: { cut: { whole: FILE, start: 0, end: 10 }, name: 1, what: "crc64" } });
  await until(() => said.length > 1);
  const digest = { ...NONE, crc64: crc64("0123456789"), size: 10 };
  assert.deepEqual(said, [
    { id: 7, done: { lost: "network" } },
    { id: 8, done: digest },
  ]);
});

function little(): Little {
  return outgoing() as Little;
}

function order(data: Order): void {
  (globalThis as unknown as { onmessage(event: { data: Order }): void }).onmessage({ data });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tick = 0; tick < 200 && !holds(); tick++) await sleep(10);
  assert.ok(holds());
}

/** CRC-64/XZ bit by bit. */
function crc64(text: string): string {
  let crc = ALL;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return String(crc ^ ALL);
}

const ALL = 0xffffffffffffffffn;

/** A blob whose file is no longer there. */
function unreadable(): Blob {
  return Object.assign(new Blob(["2345"]), { arrayBuffer: () => Promise.reject(new TypeError("gone")) });
}

/** A blob whose file was cut, as WebKit reads it. */
function filledUp(): Blob {
  return Object.assign(new Blob(["234"]), { arrayBuffer: async () => new ArrayBuffer(4) });
}
