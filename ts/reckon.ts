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
  bytes: Blob;
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
  const { id, bytes } = job;
  const place = core.hash_begin(Number(job.crc64), Number(job.md5), Number(job.sha256)) >>> 0;
  const next = reader(bytes);
  let size = 0;
  for (let chunk = await next(); chunk && wanted(); chunk = await next()) {
    new Uint8Array(core.memory.buffer, place, CHUNK).set(chunk);
    core.hash_update(chunk.length);
    size += chunk.length;
  }
  const length = core.hash_end();
  const [crc64 = "", md5 = "", sha256 = ""] = ascii(new Uint8Array(core.memory.buffer, place, length)).split(",");
  return { id, crc64, md5, sha256, size };
}

/** Chunk after chunk until `undefined`: through one buffer where the browser can, or else through garbage. */
function reader(bytes: Blob): () => Promise<Uint8Array | undefined> {
  let stream: ReadableStreamBYOBReader;
  try {
    stream = bytes.stream().getReader({ mode: "byob" });
  } catch {
    let start = 0;
    return async () => {
      const chunk = new Uint8Array(await bytes.slice(start, start + CHUNK).arrayBuffer());
      start += CHUNK;
      return chunk.length ? chunk : undefined;
    };
  }
  let buffer = new ArrayBuffer(CHUNK);
  return async () => {
    const { done, value } = await stream.read(new Uint8Array(buffer));
    if (done || !value) return undefined;
    buffer = value.buffer;
    return value;
  };
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The size of the core's buffer. Larger ones were no faster and cost the page memory. */
const CHUNK = 1 << 18;
