/** SHA-256 of a Blob of any size, read as a stream so that memory stays flat. */

import { createSHA256 } from "hash-wasm";

/** Lower-case hex. `onRead` hears the bytes hashed so far. */
export async function sha256(blob: Blob, onRead: (bytes: number) => void = () => {}): Promise<string> {
  const hash = (await createSHA256()).init();
  let read = 0;
  for (let start = 0; start < blob.size; start += SLICE) {
    const slice = new Uint8Array(await blob.slice(start, start + SLICE).arrayBuffer());
    hash.update(slice);
    read += slice.length;
    onRead(read);
  }
  return hash.digest();
}

// A few milliseconds of hashing between two turns of the event loop: the page stays smooth.
const SLICE = 1024 * 1024;
