// @ts-check
// Keeps buckets, objects and unfinished multiparts: bytes in files of a temporary folder, the rest in memory.

import { createHash, randomBytes } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { receive, startDigest } from "./digest.mjs";
import { Refusal } from "./refusal.mjs";

/** @typedef {import("./digest.mjs").Digest} Digest */
/** @typedef {{ file: string, size: number }} Segment */
/** @typedef {Digest & { number: number, file: string, modified: number }} Part */
/** @typedef {Record<string, string>} Headers  what a reader of the object gets back: Content-Type, metadata and the like */
/** @typedef {{ key: string, size: number, md5: string, crc64: string, crc32: string, parts: number, headers: Headers, modified: number, segments: Segment[] }} StoredObject */
/** @typedef {{ id: string, key: string, headers: Headers, initiated: number, parts: Map<number, Part> }} Multipart */

export class Store {
  /** @type {Map<string, Bucket>} */
  #buckets = new Map();
  #folder = "";

  /** @param {string} [parent]  where the temporary folder is made */
  static async open(parent = tmpdir()) {
    const store = new Store();
    store.#folder = await mkdtemp(join(parent, "trebucket-cloud-"));
    process.once("exit", store.#forget);
    return store;
  }

  /** @param {string} name @param {string} region */
  addBucket(name, region) {
    const bucket = new Bucket(name, region, () => join(this.#folder, randomBytes(12).toString("hex")));
    this.#buckets.set(name, bucket);
    return bucket;
  }

  /** @param {string} name */
  find(name) {
    return this.#buckets.get(name);
  }

  /** @param {string} name */
  bucket(name) {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new Refusal("NoSuchBucket", { extra: { BucketName: name } });
    return bucket;
  }

  async close() {
    process.off("exit", this.#forget);
    // What still arrives may be written meanwhile.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A process that ends by an error leaves no files behind either. */
  #forget = () => rmSync(this.#folder, { recursive: true, force: true });
}

export class Bucket {
  /** @type {Map<string, StoredObject>} */
  objects = new Map();
  /** @type {Map<string, Multipart>} */
  uploads = new Map();
  /** @type {import("./cors.mjs").Rule[] | undefined} */
  rules;
  #newFile;

  /** @param {string} name @param {string} region @param {() => string} newFile */
  constructor(name, region, newFile) {
    this.name = name;
    this.region = region;
    this.#newFile = newFile;
  }

  /** Takes bytes in without showing them to anyone yet. @param {AsyncIterable<Buffer>} source @param {{ kinds: import("./digest.mjs").Kind[], most?: number }} wanted */
  async receive(source, wanted) {
    const file = this.#newFile();
    try {
      return { ...(await receive(source, file, wanted)), file };
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
  }

  /** Throws away what was taken in. @param {{ file: string }} body */
  async drop({ file }) {
    await rm(file, { force: true });
  }

  /** @param {string} key @param {Digest & { file: string }} body @param {Headers} headers @param {number} now */
  async put(key, body, headers, now) {
    const { size, md5, crc64, crc32, file } = body;
    const segments = [{ file, size }];
    return this.#keep({ key, size, md5, crc64, crc32, parts: 0, headers, modified: now, segments });
  }

  /** @param {string} key @param {Headers} headers @param {number} now @returns {Multipart} */
  initiate(key, headers, now) {
    const id = randomBytes(16).toString("hex").toUpperCase();
    const upload = { id, key, headers, initiated: now, parts: new Map() };
    this.uploads.set(id, upload);
    return upload;
  }

  /** @param {string | undefined} id @param {string} key */
  upload(id, key) {
    const upload = this.uploads.get(id ?? "");
    if (!upload || upload.key !== key) throw new Refusal("NoSuchUpload", { extra: { UploadId: id ?? "" } });
    return upload;
  }

  /** @param {Multipart} upload @param {number} number @param {Digest & { file: string }} body @param {number} now */
  async keepPart(upload, number, body, now) {
    if (!this.uploads.has(upload.id)) {
      await rm(body.file, { force: true });
      throw new Refusal("NoSuchUpload", { extra: { UploadId: upload.id } });
    }
    const before = upload.parts.get(number);
    const part = { ...body, number, modified: now };
    upload.parts.set(number, part);
    if (before) await rm(before.file, { force: true });
    return part;
  }

  /** The whole is read again, so that its CRC is computed and not combined. @param {Part[]} parts @param {import("./digest.mjs").Kind[]} kinds @returns {Promise<Digest>} */
  async digestOf(parts, kinds) {
    const digest = await startDigest(kinds.filter((kind) => kind !== "md5"));
    for (const part of parts) {
      for await (const chunk of createReadStream(part.file, { highWaterMark: READ_SIZE })) digest.update(chunk);
    }
    return { ...digest.end(), md5: md5OfParts(parts) };
  }

  /** @param {Multipart} upload @param {Part[]} parts @param {Digest} digest @param {Headers} headers @param {number} now */
  async complete(upload, parts, digest, headers, now) {
    if (!this.uploads.delete(upload.id)) throw new Refusal("NoSuchUpload", { extra: { UploadId: upload.id } });
    const used = new Set(parts.map((part) => part.file));
    const unused = [...upload.parts.values()].filter((part) => !used.has(part.file));
    await Promise.all(unused.map((part) => rm(part.file, { force: true })));
    const segments = parts.map(({ file, size }) => ({ file, size }));
    return this.#keep({ ...digest, key: upload.key, parts: parts.length, headers, modified: now, segments });
  }

  /** @param {Multipart} upload */
  async abort(upload) {
    this.uploads.delete(upload.id);
    await Promise.all([...upload.parts.values()].map((part) => rm(part.file, { force: true })));
  }

  /** @param {string} key */
  object(key) {
    const object = this.objects.get(key);
    if (!object) throw new Refusal("NoSuchKey", { extra: { Key: key } });
    return object;
  }

  /** @param {string} key */
  async delete(key) {
    const object = this.objects.get(key);
    this.objects.delete(key);
    await this.#forget(object);
  }

  /** Bytes `start` to `end`, the latter included, over all segments. @param {StoredObject} object @param {number} start @param {number} end */
  async *read(object, start = 0, end = object.size - 1) {
    let offset = 0;
    for (const { file, size } of object.segments) {
      const first = Math.max(start - offset, 0);
      const last = Math.min(end - offset, size - 1);
      if (first <= last) yield* createReadStream(file, { start: first, end: last, highWaterMark: READ_SIZE });
      offset += size;
    }
  }

  async #keep(/** @type {StoredObject} */ object) {
    const before = this.objects.get(object.key);
    this.objects.set(object.key, object);
    await this.#forget(before);
    return object;
  }

  async #forget(/** @type {StoredObject | undefined} */ object) {
    await Promise.all((object?.segments ?? []).map(({ file }) => rm(file, { force: true })));
  }
}

function md5OfParts(/** @type {Part[]} */ parts) {
  const all = createHash("md5");
  for (const part of parts) all.update(Buffer.from(part.md5, "hex"));
  return all.digest("hex");
}

const READ_SIZE = 1024 * 1024;
