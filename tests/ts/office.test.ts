/** Who hashes and who sends: the page, a worker, or the one after it. The workers here answer when they are told to. */
import assert from "node:assert/strict";
import { afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Order, Task, Word } from "../../ts/office.ts";
import type { Landing } from "../../ts/world.ts";
import { outgoing } from "./fake/request.ts";

const LITTLE = new Blob(["little"]);
const LITTLE_MORE = new Blob([new Uint8Array(300_000)]);
const MEBIBYTE = 1 << 20;
const NEVER = new AbortController().signal;
const STORED = { status: 200, headers: "", body: "" };

/** A worker without a thread. */
class Clerk {
  static hired: Clerk[] = [];
  tasks: ({ id: number } & Task)[] = [];
  dropped: number[] = [];
  gone = false;
  onmessage: (event: { data: Word }) => void = () => {};
  onerror: () => void = () => {};
  constructor() {
    Clerk.hired.push(this);
  }
  postMessage(order: Order): void {
    if ("id" in order) this.tasks.push(order);
    if ("drop" in order) this.dropped.push(order.drop);
  }
  terminate(): void {
    this.gone = true;
  }
  say(data: Word): void {
    this.onmessage({ data });
  }
  /** Ends its oldest task. */
  answer(): void {
    const task = this.tasks.shift();
    assert.ok(task);
    const size = "job" in task ? task.job.cut.end - task.job.cut.start : 0;
    const done = "job" in task ? { crc64: "1", md5: "", sha256: "", size } : STORED;
    this.say({ id: task.id, done });
  }
}

type Beside = Pick<typeof import("../../ts/hash.ts"), "hash"> & typeof import("../../ts/carry.ts");
let page: Beside;
let script: string;
let fresh = 0;

before(async () => {
  const contents = 'export { hash } from "./hash.ts"; export * from "./carry.ts";';
  const stdin = { contents, resolveDir: fileURLToPath(new URL("../../ts", import.meta.url)) };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  script = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
});

beforeEach(async () => {
  Clerk.hired = [];
  Object.assign(globalThis, { Worker: Clerk });
  // Each test has a page of its own.
  page = (await import(`data:text/javascript;base64,${script}#${++fresh}`)) as Beside;
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "Worker");
});

test("a little thing is hashed on the page, and a worker is hired once the first requests have left", async () => {
  const { crc64, size } = await page.hash(cut(LITTLE), "crc64", NEVER);
  assert.deepEqual([size, /^\d+$/.test(crc64), Clerk.hired.length], [6, true, 0]);
  await sleep(100);
  assert.equal(Clerk.hired.length, 1);
  const second = page.hash(cut(LITTLE), "crc64", NEVER);
  Clerk.hired[0]?.answer();
  assert.equal((await second).crc64, "1");
});

test("what is large goes to a worker at once", async () => {
  const one = large(1);
  assert.deepEqual([Clerk.hired.length, Clerk.hired[0]?.tasks.length], [1, 1]);
  Clerk.hired[0]?.answer();
  assert.equal((await one).size, MEBIBYTE);
});

test("the page sends until a worker is awake, and never gives it what is little or no file's", async () => {
  assert.equal(carried(1), undefined);
  await sleep(100);
  const [clerk] = Clerk.hired;
  assert.equal(carried(1), undefined, "hired, but not awake");
  clerk?.say("awake");
  assert.equal(
    page.carry(outgoing({ load: { text: "<Complete/>" } }), NEVER, () => {}),
    undefined,
  );
  assert.equal(
    page.carry(outgoing({ load: undefined }), NEVER, () => {}),
    undefined,
  );
  assert.equal(carried(1 / 4), undefined);
  const landing = carried(1);
  clerk?.answer();
  assert.deepEqual(await landing, STORED);
});

test("what is little is sent by the worker that hashes, once it is awake, and no room of its own is opened", async () => {
  const send = (bytes: number) => {
    const load = { file: { whole: fake(1), start: 0, end: bytes }, type: "" };
    return page.carryLittle(outgoing({ load }), NEVER, () => {});
  };
  assert.equal(send(10), undefined);
  await page.hash(cut(LITTLE), "crc64", NEVER);
  await sleep(100);
  assert.equal(send(10), undefined, "hired, but not awake");
  Clerk.hired[0]?.say("awake");
  assert.deepEqual([send(0), send(MEBIBYTE / 4 + 1)], [undefined, undefined]);
  const landing = send(MEBIBYTE / 4);
  Clerk.hired[0]?.answer();
  assert.deepEqual([await landing, Clerk.hired.length], [STORED, 1]);
});

test("how far a request is comes from the worker, and is told of no other", async () => {
  const clerk = await carrier();
  const told: [string, number][] = [];
  carried(1, (bytes) => told.push(["first", bytes]));
  carried(1, (bytes) => told.push(["second", bytes]));
  const [first = 0, second = 0] = clerk.tasks.map(({ id }) => id);
  clerk.say({ moved: [[second, 5]] });
  clerk.say({
    moved: [
      [first, 7],
      [second, 9],
      [first + second + 1, 1],
    ],
  });
  assert.deepEqual(told, [
    ["second", 5],
    ["first", 7],
    ["second", 9],
  ]);
});

test("a request that is cut is dropped by the worker", async () => {
  const clerk = await carrier();
  const cutting = new AbortController();
  const landing = carried(1, () => {}, cutting.signal);
  cutting.abort();
  assert.deepEqual(await landing, { lost: "network" });
  assert.deepEqual(
    clerk.dropped,
    clerk.tasks.map(({ id }) => id),
  );
});

test("a worker that dies loses its requests, and the page sends from then on", async () => {
  const clerk = await carrier();
  const sent = carried(1);
  clerk.onerror();
  assert.deepEqual(await sent, { lost: "network" });
  assert.equal(carried(1), undefined);
  assert.equal(Clerk.hired.length, 1);
});

test("a worker that has read 128 MiB goes once nobody waits for it, and another does the next", async () => {
  const jobs = [large(127), large(1), large(1)];
  const [first] = Clerk.hired;
  first?.answer();
  first?.answer();
  assert.deepEqual([Clerk.hired.length, first?.gone], [1, false], "the third waits");
  first?.answer();
  assert.equal(first?.gone, true);
  const next = large(1);
  const [, second] = Clerk.hired;
  second?.answer();
  assert.deepEqual([Clerk.hired.length, second?.gone], [2, false]);
  const sizes = (await Promise.all([...jobs, next])).map(({ size }) => size / MEBIBYTE);
  assert.deepEqual(sizes, [127, 1, 1, 1]);
});

test("a worker is not worn out by sending", async () => {
  const clerk = await carrier();
  for (let file = 0; file < 4; file++) {
    const landing = carried(128);
    clerk.answer();
    await landing;
  }
  assert.deepEqual([Clerk.hired.length, clerk.gone], [1, false]);
});

test("who is cut is waited for no more", async () => {
  const cutting = new AbortController();
  const cut = large(256, cutting.signal);
  cutting.abort();
  await assert.rejects(cut, /AbortError/);
  assert.equal(Clerk.hired[0]?.gone, true);
});

test("a worker that dies gives its work back to the page, and none is hired again", async () => {
  const given = [page.hash(cut(LITTLE_MORE), "crc64", NEVER), large(256)];
  Clerk.hired[0]?.onerror();
  assert.equal((await given[0])?.size, LITTLE_MORE.size);
  await assert.rejects(given[1] as Promise<unknown>, "on the page, where the fake file cannot be read");
  assert.equal((await page.hash(cut(LITTLE_MORE), "crc64", NEVER)).size, LITTLE_MORE.size);
  assert.equal(Clerk.hired.length, 1);
});

/** The worker that sends, awake. */
async function carrier(): Promise<Clerk> {
  carried(1);
  await sleep(100);
  const [clerk] = Clerk.hired;
  assert.ok(clerk);
  clerk.say("awake");
  return clerk;
}

/** Hashes so many MiB, which no fake worker reads. */
function large(mebibytes: number, signal = NEVER) {
  return page.hash(cut(fake(mebibytes)), "crc64", signal);
}

/** Sends so many MiB. */
function carried(mebibytes: number, report: (bytes: number) => void = () => {}, signal = NEVER) {
  const load = { file: cut(fake(mebibytes)), type: "" };
  return page.carry(outgoing({ load }), signal, report) as Promise<Landing> | undefined;
}

function fake(mebibytes: number): Blob {
  return { size: mebibytes * MEBIBYTE } as Blob;
}

function cut(whole: Blob) {
  return { whole, start: 0, end: whole.size };
}
