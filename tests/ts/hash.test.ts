/** Who hashes: the page, a worker, or the one after it. The workers here answer when they are told to. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const LITTLE = new Blob(["little"]);
const MEBIBYTE = 1 << 20;
const NEVER = new AbortController().signal;

interface Job {
  id: number;
  start: number;
  end: number;
}

/** A worker without a thread. */
class Clerk {
  static hired: Clerk[] = [];
  jobs: Job[] = [];
  gone = false;
  onmessage: (event: { data: unknown }) => void = () => {};
  onerror: () => void = () => {};
  constructor() {
    Clerk.hired.push(this);
  }
  postMessage(message: Job | { module: unknown } | { drop: number }): void {
    if ("start" in message) this.jobs.push(message);
  }
  terminate(): void {
    this.gone = true;
  }
  answer(): void {
    const { id, start, end } = this.jobs.shift() as Job;
    this.onmessage({ data: { id, crc64: "1", md5: "", sha256: "", size: end - start } });
  }
}

type Hashing = typeof import("../../ts/hash.ts");
let hash: Hashing["hash"];
let fresh = 0;

beforeEach(async () => {
  Clerk.hired = [];
  Object.assign(globalThis, { Worker: Clerk });
  // Each test has a page of its own.
  ({ hash } = (await import(`../../ts/hash.ts?page=${++fresh}`)) as Hashing);
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "Worker");
});

test("a little thing is hashed on the page, and a worker is hired once the first requests have left", async () => {
  const { crc64, size } = await hash(LITTLE, "crc64", NEVER);
  assert.deepEqual([size, /^\d+$/.test(crc64), Clerk.hired.length], [6, true, 0]);
  await sleep(100);
  assert.equal(Clerk.hired.length, 1);
  const second = hash(LITTLE, "crc64", NEVER);
  Clerk.hired[0]?.answer();
  assert.equal((await second).crc64, "1");
});

test("what is large goes to a worker at once", async () => {
  const one = large(1);
  assert.deepEqual([Clerk.hired.length, Clerk.hired[0]?.jobs.length], [1, 1]);
  Clerk.hired[0]?.answer();
  assert.equal((await one).size, MEBIBYTE);
});

test("a worker that has read 256 MiB goes once nobody waits for it, and another does the next", async () => {
  const jobs = [large(255), large(1), large(1)];
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
  assert.deepEqual(sizes, [255, 1, 1, 1]);
});

test("who is cut is waited for no more", async () => {
  const cutting = new AbortController();
  const cut = large(256, cutting.signal);
  cutting.abort();
  await assert.rejects(cut, /AbortError/);
  assert.equal(Clerk.hired[0]?.gone, true);
});

test("a worker that dies gives its work back to the page, and none is hired again", async () => {
  const given = [hash(LITTLE_MORE, "crc64", NEVER), large(256)];
  Clerk.hired[0]?.onerror();
  assert.equal((await given[0])?.size, LITTLE_MORE.size);
  await assert.rejects(given[1] as Promise<unknown>, "on the page, where the fake file cannot be read");
  assert.equal((await hash(LITTLE_MORE, "crc64", NEVER)).size, LITTLE_MORE.size);
  assert.equal(Clerk.hired.length, 1);
});

/** So many MiB, which no fake worker reads. */
function large(mebibytes: number, signal = NEVER) {
  return hash({ size: mebibytes * MEBIBYTE } as Blob, "crc64", signal);
}

const LITTLE_MORE = new Blob([new Uint8Array(300_000)]);
