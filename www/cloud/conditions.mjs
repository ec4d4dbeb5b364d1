// @ts-check
// What must hold before bytes are kept: checksums, the part list, the right to overwrite; and how a range is read.

import { createHash } from "node:crypto";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {import("./dialect.d.ts").Dialect} Dialect
 * @typedef {import("./store.mjs").Part} Part
 * @typedef {import("./store.mjs").Bucket} Bucket
 */

/** Every checksum the sender gave must be that of the bytes. @param {Record<string, string>} headers @param {Dialect} dialect @param {import("./digest.mjs").Digest} digest */
export function checkDigest(headers, dialect, digest) {
  const md5 = headers["content-md5"];
  if (md5) {
    if (!/^[A-Za-z0-9+/]{22}==$/.test(md5)) throw new Refusal("InvalidDigest");
    if (md5 !== Buffer.from(digest.md5, "hex").toString("base64")) throw new Refusal(dialect.codes.badDigest);
  }
  for (const [name, code, value] of dialect.checks(digest)) {
    const given = headers[name];
    if (given && value !== "" && given.toLowerCase() !== value) {
      throw new Refusal(code, { message: `${name} is not that of the bytes that arrived.` });
    }
  }
}

/** Content-MD5 of a small body that is no object. @param {string | undefined} md5 @param {string} text */
export function checkDigestOfText(md5, text) {
  if (md5 && createHash("md5").update(text).digest("base64") !== md5) throw new Refusal("BadDigest");
}

/** @param {import("./asked.mjs").Asked} asked @param {Dialect} dialect @param {Bucket} bucket */
export function checkOverwrite({ headers, key }, dialect, bucket) {
  const forbidden = headers[`${dialect.prefix}forbid-overwrite`]?.toLowerCase() === "true";
  const onlyNew = dialect.codes.exists === "PreconditionFailed" && headers["if-none-match"] === "*";
  if ((forbidden || onlyNew) && bucket.objects.has(key)) throw new Refusal(dialect.codes.exists);
}

/**
 * The parts of a Complete, held to what was uploaded.
 * @param {{ number: number, etag: string }[] | undefined} list  undefined: all there are
 * @param {import("./store.mjs").Multipart} upload @param {Dialect} dialect @returns {Part[]}
 */
export function checkPartList(list, upload, dialect) {
  const all = [...upload.parts.values()].sort((a, b) => a.number - b.number);
  const named = list ?? all.map(({ number, md5 }) => ({ number, etag: md5 }));
  if (named.length === 0) throw new Refusal("InvalidPart");
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) {
    throw new Refusal("InvalidPartOrder");
  }
  const parts = named.map(({ number, etag }, index) => {
    const part = upload.parts.get(number);
    const gap = dialect.partsWithoutGaps && number !== index + 1;
    if (gap || part?.md5 !== etag.replaceAll('"', "").toLowerCase()) {
      throw new Refusal("InvalidPart", { extra: { PartNumber: number, UploadId: upload.id } });
    }
    return part;
  });
  const small = parts.slice(0, -1).find((part) => part.size < dialect.smallestPart);
  if (small) {
    const extra = { PartNumber: small.number, ProposedSize: small.size, MinSizeAllowed: dialect.smallestPart };
    throw new Refusal("EntityTooSmall", { extra });
  }
  return parts;
}

/**
 * The headers an object keeps from one of the requests that make it.
 * @param {Record<string, string>} headers @param {Dialect} dialect @param {"put" | "initiate" | "complete"} step
 */
export function headersOf(headers, dialect, step) {
  const ofContent = step === "complete" ? [] : CONTENT_HEADERS.filter((name) => headers[name]);
  const meta = `${dialect.prefix}meta-`;
  const takesMeta = step === "put" || step === dialect.metadataAt;
  const ofUser = takesMeta ? Object.keys(headers).filter((name) => name.startsWith(meta)) : [];
  const ofCloud = [`${dialect.prefix}storage-class`].filter((name) => step !== "complete" && headers[name]);
  return Object.fromEntries([...ofContent, ...ofUser, ...ofCloud].map((name) => [name, headers[name] ?? ""]));
}

/** Whether the reader wants this very version. @param {Record<string, string>} headers @param {string} etag @param {number} modified */
export function checkVersion(headers, etag, modified) {
  const tag = headers["if-match"];
  const since = Date.parse(headers["if-unmodified-since"] ?? "");
  const replaced = tag !== undefined && tag !== "*" && tag.replaceAll('"', "") !== etag.replaceAll('"', "");
  if (replaced || Math.floor(modified / 1000) * 1000 > since) throw new Refusal("PreconditionFailed");
}

/** @param {string | undefined} header @param {number} size @returns {{ start: number, end: number } | undefined} undefined: the whole */
export function readRange(header, size) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  const suffix = found[1] === "";
  const start = suffix ? Math.max(size - Number(found[2]), 0) : Number(found[1]);
  const end = suffix || found[2] === "" ? size - 1 : Math.min(Number(found[2]), size - 1);
  if (start > end)
    throw new Refusal("InvalidRange", { extra: { ActualObjectSize: size, RangeRequested: header ?? "" } });
  return { start, end };
}

const CONTENT_HEADERS = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
];
