// @ts-check
// Takes a body to disk and its checksums with it, in one pass.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { createCRC32, createCRC64 } from "hash-wasm";

/** @typedef {"md5" | "crc64" | "crc32" | "sha256"} Kind */
/** @typedef {{ size: number } & Record<Kind, string>} Digest  hex, and decimal for the CRCs; "" for a kind that was not wanted */

/**
 * @param {AsyncIterable<Buffer>} source
 * @param {string} file
 * @param {{ kinds: Kind[], most?: number }} wanted  most: bytes after which reading stops with a RangeError
 * @returns {Promise<Digest>}
 */
export async function receive(source, file, { kinds, most = Number.POSITIVE_INFINITY }) {
  const digest = await startDigest(kinds);
  const handle = await open(file, "wx");
  /** @type {Buffer[]} */
  let waiting = [];
  let written = 0;
  const flush = async () => {
    written += (await handle.writev(waiting)).bytesWritten;
    if (written !== digest.size()) throw new Error("the disk took fewer bytes than given");
    waiting = [];
  };
  try {
    for await (const chunk of source) {
      digest.update(chunk);
      waiting.push(chunk);
      if (digest.size() > most) throw new RangeError("too many bytes");
      if (digest.size() - written >= WRITE_SIZE) await flush();
    }
    if (waiting.length > 0) await flush();
  } finally {
    await handle.close();
  }
  return digest.end();
}

/** @param {Kind[]} kinds */
export async function startDigest(kinds) {
  const sums = await Promise.all(kinds.map(async (kind) => ({ kind, ...(await SUMS[kind]()) })));
  let size = 0;
  return {
    size: () => size,
    update(/** @type {Buffer} */ chunk) {
      size += chunk.length;
      for (const sum of sums) sum.update(chunk);
    },
    /** @returns {Digest} */
    end() {
      const found = Object.fromEntries(sums.map(({ kind, end }) => [kind, end()]));
      return { size, md5: "", crc64: "", crc32: "", sha256: "", ...found };
    },
  };
}

function ofNode(/** @type {string} */ name) {
  const hash = createHash(name);
  return { update: (/** @type {Buffer} */ chunk) => void hash.update(chunk), end: () => hash.digest("hex") };
}

function ofWasm(/** @type {import("hash-wasm").IHasher} */ sum) {
  sum.init();
  const end = () => BigInt(`0x${sum.digest("hex")}`).toString();
  return { update: (/** @type {Buffer} */ chunk) => void sum.update(chunk), end };
}

const SUMS = {
  md5: async () => ofNode("md5"),
  sha256: async () => ofNode("sha256"),
  crc64: async () => ofWasm(await createCRC64()),
  crc32: async () => ofWasm(await createCRC32()),
};

/** A socket gives 64 KiB at a time, and each write is a trip to another thread. */
const WRITE_SIZE = 1024 * 1024;
