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
  if (bytes.size <= CHUNK || !opens(bytes)) {
    let start = 0;
    return async () => {
      if (start >= bytes.size) return undefined;
      const chunk = bytes.slice(start, start + CHUNK);
      start += CHUNK;
      return new Uint8Array(await chunk.arrayBuffer());
    };
  }
  let buffer = new ArrayBuffer(CHUNK);
  return async () => {
    const chunk = await held?.read(new Uint8Array(buffer));
    if (!chunk?.value || chunk.done) return undefined;
    buffer = chunk.value.buffer;
    return chunk.value;
  };
}

function opens(bytes: Blob): boolean {
  try {
    held = bytes.stream().getReader({ mode: "byob" });
    return true;
  } catch {
    return false;
  }
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The size of the core's buffer. Larger ones were no faster and cost the page memory. */
const CHUNK = 1 << 18;

/**
 * The range that is being read, of which there is never more than one. Chromium forgets a stream that reads into a
 * caller's buffer when it collects garbage, and never answers, unless somebody holds it.
 */
let held: ReadableStreamBYOBReader | undefined;
