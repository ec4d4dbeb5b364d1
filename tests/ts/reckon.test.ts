/** Ranges of a file are hashed from the right bytes, whatever their order, and read in one go where they follow each other. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type HashCore, type HashJob, inTurn, reckon } from "../../ts/reckon.ts";

const PART = 1 << 20;
const bytes = Uint8Array.from({ length: 4 * PART + 12_345 }, (_, at) => (at * 2_654_435_761) >>> 13);

test("parts that follow each other are read through one stream", async () => {
  const { whole, opened } = watched();
  for (let start = 0; start < bytes.length; start += PART)
    await see(whole, start, Math.min(start + PART, bytes.length));
  assert.equal(opened(), 1);
});

test("a part that is hashed again, or out of turn, is read from its own beginning", async () => {
  const { whole, opened } = watched();
  for (const part of [0, 2, 1, 1, 3]) await see(whole, part * PART, (part + 1) * PART);
  assert.equal(opened(), 5);
});

test("a stream goes on with its own file alone", async () => {
  const { whole, opened } = watched();
  await see(whole, 0, PART, 1);
  await see(whole, PART, 2 * PART, 2);
  assert.equal(opened(), 2);
});

test("a part that nobody wants any more leaves the next one whole", async () => {
  const { whole } = watched();
  let asked = 0;
  await reckon(core().core, job(whole, 0, PART), () => ++asked < 3);
  await see(whole, PART, 2 * PART);
  await see(whole, 0, PART);
});

test("a file that is shorter than it was tells of fewer bytes", async () => {
  const { whole } = watched();
  const { size } = await reckon(core().core, job(whole, 4 * PART, 6 * PART), () => true);
  assert.equal(size, 12_345);
});

test("what is little is read while something larger is hashed, and hashed after it", async () => {
  const fake = core();
  const order: string[] = [];
  const little = new Blob(["little"]);
  const read = little.arrayBuffer.bind(little);
  little.arrayBuffer = () => {
    order.push("little read");
    return read();
  };
  const { signal } = new AbortController();
  const large = inTurn(async () => fake.core, job(watched().whole, 0, PART), signal).then(() => order.push("large"));
  const after = inTurn(async () => fake.core, job(little, 0, 6), signal).then(() => order.push("little"));
  await Promise.all([large, after]);
  assert.deepEqual(order, ["little read", "large", "little"]);
  assert.ok(fake.taken().equals(Buffer.concat([bytes.subarray(0, PART), Buffer.from("little")])));
});

test("a range whose turn comes after its signal is not read, and the next one is", async () => {
  const fake = core();
  const cutting = new AbortController();
  const { signal } = new AbortController();
  const large = inTurn(async () => fake.core, job(watched().whole, 0, PART), signal);
  const cut = inTurn(async () => fake.core, job(watched().whole, 0, PART), cutting.signal);
  const next = inTurn(async () => fake.core, job(watched().whole, PART, 2 * PART), signal);
  cutting.abort();
  await assert.rejects(cut, /AbortError/);
  assert.deepEqual([(await large).size, (await next).size], [PART, PART]);
  assert.ok(fake.taken().equals(Buffer.from(bytes.subarray(0, 2 * PART))));
});

/** Hashes a range, and compares what went in. */
async function see(whole: Blob, start: number, end: number, name = 1): Promise<void> {
  const fake = core();
  const reply = await reckon(fake.core, job(whole, start, end, name), () => true);
  assert.deepEqual(reply, { crc64: "1", md5: "2", sha256: "", size: end - start });
  assert.ok(fake.taken().equals(bytes.subarray(start, end)));
}

function job(whole: Blob, start: number, end: number, name = 1): HashJob {
  return { cut: { whole, start, end }, name, what: "both" };
}

/** A file that counts how often it was opened for reading in a row. */
function watched() {
  const whole = new Blob([bytes]);
  const slice = whole.slice.bind(whole);
  let streams = 0;
  whole.slice = (...range) => {
    const part = slice(...range);
    const stream = part.stream.bind(part);
    part.stream = () => {
      streams += 1;
      return stream();
    };
    return part;
  };
  return { whole, opened: () => streams };
}

/** Keeps what it is given. */
function core() {
  const memory = new WebAssembly.Memory({ initial: 8 });
  const taken: Buffer[] = [];
  const core: HashCore = {
    memory,
    hash_begin: () => 0,
    hash_update: (length) => void taken.push(Buffer.from(memory.buffer.slice(0, length))),
    hash_end: () => new TextEncoder().encodeInto("1,2,", new Uint8Array(memory.buffer)).written,
  };
  return { core, taken: () => Buffer.concat(taken) };
}
