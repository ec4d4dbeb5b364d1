// @ts-check
// Takes a body to disk and every checksum the clouds speak of with it, in one pass.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { createCRC32, createCRC64 } from "hash-wasm";

/** @typedef {{ size: number, md5: string, crc64: string, crc32: string, sha256: string }} Digest  hex, and decimal for the CRCs; sha256 "" unless asked for */

/**
 * @param {AsyncIterable<Buffer>} source
 * @param {string} file
 * @param {{ sha256?: boolean, most?: number }} [wanted]  most: bytes after which reading stops with a RangeError
 * @returns {Promise<Digest>}
 */
export async function receive(source, file, { sha256 = false, most = Number.POSITIVE_INFINITY } = {}) {
  const digest = await startDigest({ sha256 });
  const handle = await open(file, "wx");
  try {
    for await (const chunk of source) {
      digest.update(chunk);
      if (digest.size() > most) throw new RangeError("too many bytes");
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  return digest.end();
}

/** @param {{ sha256?: boolean }} [wanted] */
export async function startDigest({ sha256 = false } = {}) {
  const [crc64, crc32] = await Promise.all([createCRC64(), createCRC32()]);
  const md5 = createHash("md5");
  const sha = sha256 ? createHash("sha256") : undefined;
  let size = 0;
  crc64.init();
  crc32.init();
  return {
    size: () => size,
    update(/** @type {Buffer} */ chunk) {
      size += chunk.length;
      md5.update(chunk);
      crc64.update(chunk);
      crc32.update(chunk);
      sha?.update(chunk);
    },
    /** @returns {Digest} */
    end: () => ({
      size,
      md5: md5.digest("hex"),
      crc64: BigInt(`0x${crc64.digest("hex")}`).toString(),
      crc32: BigInt(`0x${crc32.digest("hex")}`).toString(),
      sha256: sha?.digest("hex") ?? "",
    }),
  };
}
