/** Instant upload: the page's app is asked by a file's digest whether it has the bytes, while the first parts fly. */

import type { Cut } from "./cut.ts";
import { wording } from "./errors.ts";
import { createSigner } from "./signer.ts";
import type { Bytes } from "./source.ts";
import type { BucketOptions, UploadResult } from "./types.ts";
import type { LiveUpload } from "./upload.ts";
import type { Digest, World } from "./world.ts";

/** A whole file by its bytes: what an app looks it up by. */
export interface ContentDigest {
  size: number;
  /** Lower-case hexadecimal. */
  md5: string;
  /** Lower-case hexadecimal. */
  sha256: string;
  /** CRC-64/XZ, unsigned decimal: what the clouds tell of an object. */
  crc64: string;
}

/** Which object has these bytes already; what is left out is taken from the upload itself. */
export type Existing = Partial<Pick<UploadResult, "key" | "url" | "etag" | "crc64" | "versionId">>;

/** Tells whether the bytes are stored: `true` for "under this key", an {@link Existing} for another place. */
export type ExistsHook = (
  digest: ContentDigest,
  context: { key: string | undefined; signal: AbortSignal },
) => boolean | Existing | null | undefined | Promise<boolean | Existing | null | undefined>;

/** What the search needs from the uploader. */
export interface Search {
  world: World;
  bucket: BucketOptions;
  log(line: string): void;
}

/**
 * Ends the upload where the app says yes; whatever else happens, the upload goes on. What is sent by a single request is
 * worth waiting for, a little; resolves when it may leave.
 */
export async function seek(upload: LiveUpload, bytes: Bytes, search: Search): Promise<void> {
  const { exists } = upload.options;
  if (typeof exists !== "function" || bytes.size === undefined) return;
  const whole = bytes.cut(0, bytes.size);
  if (!whole) return;
  const found = settle(upload, whole, search);
  if (!leavesAtOnce(upload, bytes.size)) return;
  let hush = () => {};
  const late = new Promise<void>((resolve) => {
    hush = search.world.at(search.world.mono() + PATIENCE, resolve);
  });
  await Promise.race([found, late]);
  hush();
}

async function settle(upload: LiveUpload, file: Cut, search: Search): Promise<void> {
  const signal = upload.ended;
  try {
    const digest = await search.world.hash(file, "all", signal);
    if (signal.aborted || digest.size !== file.end) return;
    const answer = await ask(upload, digest, signal);
    if (!answer || signal.aborted) return;
    const result = await described(upload, digest, answer === true ? {} : answer, search);
    if (answer !== true && answer.crc64 !== undefined && !result.verified) {
      return search.log("exists() named an object whose CRC-64 is not the file's: uploading it");
    }
    if (!upload.found(result)) search.log("exists() said yes too late: every byte had been sent");
  } catch (thrown) {
    search.log(`exists() failed, uploading: ${wording(thrown)}`);
  }
}

async function ask(upload: LiveUpload, { md5, sha256, crc64, size }: Digest, signal: AbortSignal) {
  return upload.options.exists?.({ md5, sha256, crc64, size }, { key: upload.key, signal });
}

async function described(upload: LiveUpload, digest: Digest, told: Existing, search: Search): Promise<UploadResult> {
  const { size, crc64 } = digest;
  const key = told.key ?? upload.key ?? "";
  const url = told.url ?? (await plainUrl(key, search.bucket));
  const verified = told.crc64 === crc64;
  return { etag: "", ...told, key, url, size, crc64, verified, parts: 0, resumed: false, existed: true };
}

/** The object's address, unsigned: a signature in headers leaves it as it is, whoever's it is. */
async function plainUrl(key: string, bucket: BucketOptions): Promise<string> {
  if (!key) return "";
  const signer = await createSigner(bucket);
  return signer.sign({ method: "GET", key }, { accessKeyId: "-", accessKeySecret: "-", sessionToken: "" }).url;
}

function leavesAtOnce({ options: { mode = "auto", partSize = SMALL } }: LiveUpload, size: number): boolean {
  return mode === "put" || mode === "post" || (mode === "auto" && size <= partSize);
}

/** ms that a file of a single request waits for the answer: longer than any app server takes that is well. */
const PATIENCE = 10_000;

/** Bytes; what the core sends in one request when left to itself. */
const SMALL = 8 << 20;
