/** Runs bytes through the core's hashes, a piece at a time; the same on the page and in the worker. */

/** The exports of `src/browser/hash.rs`, as they are without glue: numbers only. */
export interface HashCore {
  memory: WebAssembly.Memory;
  hash_begin(crc64: number, md5: number, sha256: number): number;
  hash_update(length: number): void;
  hash_end(): number;
}

/** One range to hash. */
export interface HashJob {
  id: number;
  /** The range lies in here. */
  whole: Blob;
  /** Tells one blob from another: each message brings a copy. */
  name: number;
  start: number;
  end: number;
  crc64: boolean;
  md5: boolean;
  sha256: boolean;
}

/** What comes of it: figures and the bytes read, or why there are none. */
export type HashReply =
  | { id: number; crc64: string; md5: string; sha256: string; size: number }
  | { id: number; error: string };

/** Reads the range once. Never two at a time on one core. Rejects where the bytes cannot be read. */
export async function reckon(core: HashCore, job: HashJob, wanted: () => boolean): Promise<HashReply> {
  const { id } = job;
  const place = core.hash_begin(Number(job.crc64), Number(job.md5), Number(job.sha256)) >>> 0;
  try {
    const next = streamed(job) ?? piecemeal(job);
    let size = 0;
    for (let chunk = await next(); chunk && wanted(); chunk = await next()) {
      new Uint8Array(core.memory.buffer, place, CHUNK).set(chunk);
      core.hash_update(chunk.length);
      size += chunk.length;
    }
    const length = core.hash_end();
    const [crc64 = "", md5 = "", sha256 = ""] = ascii(new Uint8Array(core.memory.buffer, place, length)).split(",");
    return { id, crc64, md5, sha256, size };
  } finally {
    lingering = setTimeout(close, LINGER);
  }
}

/** Chunk after chunk until `undefined`. */
type Next = () => Promise<Uint8Array | undefined>;

/** Through one buffer, and through one stream as long as range follows range: opening one costs time and memory. */
function streamed({ whole, name, start, end }: HashJob): Next | undefined {
  clearTimeout(lingering);
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
function piecemeal({ whole, start, end }: HashJob): Next {
  let at = start;
  return async () => {
    if (at >= end) return undefined;
    const [from, to] = [at, Math.min(at + CHUNK, end)];
    const piece = to - from === whole.size ? whole : whole.slice(from, to);
    at = to;
    return new Uint8Array(await piece.arrayBuffer());
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
