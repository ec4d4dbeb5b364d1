/** Runs bytes through the core's hashes, a piece at a time; the same on the page and in the worker. */

import { bytes, type Cut } from "./cut.ts";
import type { Digest, What } from "./world.ts";

/** The exports of `src/browser/hash.rs`, as they are without glue: numbers only. */
export interface HashCore {
  memory: WebAssembly.Memory;
  hash_begin(crc64: number, md5: number, sha256: number): number;
  hash_update(length: number): void;
  hash_end(): number;
}

/** One range to hash. */
export interface HashJob {
  cut: Cut;
  /** Of the blob it is cut from. */
  name: number;
  what: What;
}

/**
 * A core has one desk for hashing: the next range waits for the last, but what is little is read meanwhile. Each chunk
 * yields to what else goes on.
 */
export async function inTurn(
  core: () => Promise<HashCore>,
  job: HashJob,
  signal: AbortSignal,
  little = job.cut.end - job.cut.start <= CHUNK ? bytes(job.cut) : undefined,
): Promise<Digest> {
  little?.catch(() => {});
  const mine = turn.then(async () => {
    if (signal.aborted) throw new Error("AbortError");
    return reckon(await core(), job, () => !signal.aborted, little);
  });
  turn = mine.catch(() => {});
  return mine;
}

/** Reads the range once. Never two at a time on one core. Rejects where the bytes cannot be read. */
export async function reckon(
  core: HashCore,
  { cut, name, what }: HashJob,
  wanted: () => boolean,
  little?: Promise<Uint8Array>,
): Promise<Digest> {
  clearTimeout(lingering);
  const place = core.hash_begin(Number(what !== "md5"), Number(what !== "crc64"), Number(what === "all")) >>> 0;
  try {
    const next = little ? once(little) : (streamed(cut, name) ?? piecemeal(cut));
    let size = 0;
    for (let chunk = await next(); chunk && wanted(); chunk = await next()) {
      new Uint8Array(core.memory.buffer, place, CHUNK).set(chunk);
      core.hash_update(chunk.length);
      size += chunk.length;
    }
    const length = core.hash_end();
    const [crc64 = "", md5 = "", sha256 = ""] = ascii(new Uint8Array(core.memory.buffer, place, length)).split(",");
    return { crc64, md5, sha256, size };
  } finally {
    if (held) lingering = setTimeout(close, LINGER);
  }
}

/** Chunk after chunk until `undefined`. */
type Next = () => Promise<Uint8Array | undefined>;

/** Through one buffer, and through one stream as long as range follows range: opening one costs time and memory. */
function streamed({ whole, start, end }: Cut, name: number): Next | undefined {
  if (end - start <= CHUNK) return undefined;
  const stream = held?.name === name && held.at === start ? held : open(whole, name, start);
  return stream && (() => read(stream, end));
}

async function read(stream: Held, end: number): Promise<Uint8Array | undefined> {
  const { at } = stream;
  if (at >= end) return undefined;
  // Until the bytes are there: nobody goes on from a read that failed.
  stream.at = Number.NaN;
  const { value, done } = await stream.reader.read(new Uint8Array(stream.buffer, 0, Math.min(end - at, CHUNK)));
  if (done || !value) return undefined;
  stream.buffer = value.buffer;
  stream.at = at + value.length;
  return value;
}

function open(whole: Blob, name: number, start: number): Held | undefined {
  close();
  try {
    const reader = whole.slice(start).stream().getReader({ mode: "byob" });
    held = { reader, name, at: start, buffer: new ArrayBuffer(CHUNK) };
  } catch {
    // This browser reads no blob into a caller's buffer.
  }
  return held;
}

function close(): void {
  held?.reader.cancel().catch(() => {});
  held = undefined;
}

/** Garbage for every piece. */
function piecemeal({ whole, start, end }: Cut): Next {
  let at = start;
  return async () => {
    if (at >= end) return undefined;
    const piece = { whole, start: at, end: Math.min(at + CHUNK, end) };
    at = piece.end;
    return bytes(piece);
  };
}

function once(little: Promise<Uint8Array>): Next {
  let read = false;
  return async () => {
    if (read) return undefined;
    read = true;
    return little;
  };
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The size of the core's buffer. Larger ones were no faster and cost the page memory. */
const CHUNK = 1 << 18;

/** ms that a stream waits for the next range. */
const LINGER = 5_000;

/** A stream over a blob's bytes from somewhere to its end. */
interface Held {
  reader: ReadableStreamBYOBReader;
  name: number;
  /** Where the next byte lies in the blob. */
  at: number;
  buffer: ArrayBuffer;
}

/**
 * Of which there is never more than one. Chromium forgets a stream that reads into a caller's buffer when it collects
 * garbage, and never answers, unless somebody holds it.
 */
let held: Held | undefined;
let lingering: ReturnType<typeof setTimeout> | undefined;
let turn: Promise<unknown> = Promise.resolve();
