// @ts-check
// Baidu BOS in its own words.

import { Refusal } from "./refusal.mjs";
import { verify, verifyForm } from "./verify/bos.mjs";

/** @type {import("./dialect.d.ts").Dialect} */
export const bos = {
  name: "bos",
  region: "bj",
  bucket: "trebucket-demo",
  ownHost: /^([a-z0-9-]+\.bcebos\.com|bos\.[a-z0-9-]+\.(baidubce\.com|localhost))$/,
  pathPrefix: "v1/",
  prefix: "x-bce-",
  expose:
    "ETag Date x-bce-request-id x-bce-debug-id x-bce-content-crc32 x-bce-content-crc64ecma x-bce-version-id".split(" "),
  digests: ["md5", "crc64", "crc32"],
  smallestPart: 100 * 1024,
  partsWithoutGaps: false,
  metadataAt: "complete",
  believesFile: false,
  codes: {
    badDigest: "BadDigest",
    exists: "PreconditionFailed",
    policyExpired: "RequestExpired",
    formTooSmall: "EntityTooSmall",
    formTooLarge: "MaxMessageLengthExceeded",
    credential: "InvalidAccessKeyId",
  },
  policyExpired: "The policy has expired.",
  paging: {
    most: { parts: "maxParts", uploads: "maxUploads", objects: "maxKeys" },
    marker: { part: "partNumberMarker", key: "keyMarker", upload: "uploadIdMarker", object: ["marker"] },
  },
  verify,
  verifyForm,
  checks: ({ crc64, crc32, sha256 }) => [
    ["x-bce-content-crc64ecma", "BadDigest", crc64],
    ["x-bce-content-crc32", "BadDigest", crc32],
    ["x-bce-content-sha256", "BadDigest", sha256],
  ],
  stamp: (requestId) => ({
    "x-bce-request-id": requestId,
    "x-bce-debug-id": Buffer.from(requestId).toString("base64"),
    Server: "BceBos",
  }),
  refused,
  preflightRefused: undefined,
  etag,
  checksums: ({ crc64, crc32 }) => ({ "x-bce-content-crc64ecma": crc64, "x-bce-content-crc32": crc32 }),
  objectHeaders: (object) => ({
    "Content-Type": "application/octet-stream",
    ...object.headers,
    ETag: etag(object),
    "Last-Modified": new Date(object.modified).toUTCString(),
    "Accept-Ranges": "bytes",
    "x-bce-content-crc64ecma": object.crc64,
    "x-bce-content-crc32": object.crc32,
    "x-bce-storage-class": object.headers["x-bce-storage-class"] ?? "STANDARD",
    "x-bce-object-type": "Normal",
  }),
  readPartList,
  initiated: ({ bucket, key, uploadId }) => answer({ bucket, key, uploadId }),
  completed: ({ bucket, object, asked }) =>
    answer(
      { location: location(asked, object.key), bucket, key: object.key, eTag: bare(object) },
      { "x-bce-content-crc64ecma": object.crc64, "x-bce-content-crc32": object.crc32 },
    ),
  posted: ({ bucket, object, asked, status }) => {
    const whole = { location: location(asked, object.key), bucket, key: object.key, eTag: bare(object) };
    const { headers, body } = answer(whole, { ETag: etag(object), "x-bce-content-crc64ecma": object.crc64 });
    return { status, headers, ...(status === 201 ? { body } : {}) };
  },
  readCallback,
  /** What the callback server said becomes a member of the answer. */
  calledBack: (outcome, { headers = {}, body = "{}" }, { asked, requestId }) => {
    if ("failure" in outcome) {
      const refusal = new Refusal("CallbackFailed", { status: 203, message: outcome.failure });
      const said = refused(refusal, asked, requestId);
      return { ...said, headers: { ...headers, ...said.headers } };
    }
    const content = { ...JSON.parse(String(body)), callback: { result: outcome.body } };
    return { status: 200, headers: { ...headers, ...JSON_TYPE }, body: JSON.stringify(content) };
  },
  partsListed: ({ bucket, upload, wanted, parts, truncated, last }) =>
    answer({
      bucket,
      key: upload.key,
      uploadId: upload.id,
      initiated: iso(upload.initiated),
      owner: OWNER,
      storageClass: "STANDARD",
      partNumberMarker: wanted.after,
      nextPartNumberMarker: last,
      maxParts: wanted.most,
      isTruncated: truncated,
      parts: parts.map((part) => ({
        partNumber: part.number,
        lastModified: iso(part.modified),
        eTag: part.md5,
        size: part.size,
      })),
    }),
  uploadsListed: ({ bucket, wanted, items, prefixes, truncated, last }) =>
    answer({
      bucket,
      prefix: wanted.prefix,
      delimiter: wanted.delimiter,
      keyMarker: wanted.after?.key ?? "",
      ...(truncated ? { nextKeyMarker: last?.key } : {}),
      maxUploads: wanted.most,
      isTruncated: truncated,
      commonPrefixes: prefixes.map((prefix) => ({ prefix })),
      uploads: items.map(({ key, id, initiated }) => ({
        key,
        uploadId: id,
        owner: OWNER,
        initiated: iso(initiated),
        storageClass: "STANDARD",
      })),
    }),
  objectsListed: ({ bucket, wanted, items, prefixes, truncated, last }) =>
    answer({
      name: bucket,
      prefix: wanted.prefix,
      delimiter: wanted.delimiter,
      marker: wanted.after?.key ?? "",
      ...(truncated ? { nextMarker: last?.key } : {}),
      maxKeys: wanted.most,
      isTruncated: truncated,
      commonPrefixes: prefixes.map((prefix) => ({ prefix })),
      contents: items.map((object) => ({
        key: object.key,
        lastModified: iso(object.modified),
        eTag: bare(object),
        size: object.size,
        storageClass: "STANDARD",
        owner: OWNER,
      })),
    }),
};

/** Not the MD5 of the bytes once parts were joined; a leading hyphen says so. */
function bare(/** @type {{ md5: string, parts?: number }} */ { md5, parts = 0 }) {
  return parts > 0 ? `-${md5}` : md5;
}

function etag(/** @type {{ md5: string, parts?: number }} */ whole) {
  return `"${bare(whole)}"`;
}

/** `callback/callback,u_<URLs>,m_sync,v_<variables>`, each base64 of JSON; BOS words the body itself. @type {import("./dialect.d.ts").Dialect["readCallback"]} */
function readCallback(headers, values) {
  const [, list] = /^callback\/callback,(.*)$/.exec(headers["x-bce-process"] ?? "") ?? [];
  if (list === undefined) return undefined;
  const word = (/** @type {string} */ letter) =>
    list
      .split(",")
      .find((one) => one.startsWith(`${letter}_`))
      ?.slice(2);
  const unpack = (/** @type {string | undefined} */ text = "") =>
    JSON.parse(Buffer.from(text, "base64url").toString("utf8") || "null");
  try {
    const urls = unpack(word("u"));
    if (!Array.isArray(urls)) throw new SyntaxError("no URLs");
    return { urls, type: "application/json", body: JSON.stringify({ ...values, vars: unpack(word("v")) }) };
  } catch {
    throw new Refusal("InvalidArgument", { message: "x-bce-process is not readable." });
  }
}

/** @type {import("./dialect.d.ts").Dialect["refused"]} */
function refused({ code, status, message }, { method }, requestId) {
  return { status, headers: JSON_TYPE, body: method === "HEAD" ? "" : JSON.stringify({ code, message, requestId }) };
}

function readPartList(/** @type {string} */ text) {
  try {
    /** @type {{ partNumber: number, eTag: string }[]} */
    const parts = JSON.parse(text).parts;
    return parts.map(({ partNumber, eTag }) => ({ number: partNumber, etag: String(eTag) }));
  } catch {
    throw new Refusal("MalformedJSON", { message: "The body is not the JSON this request needs." });
  }
}

function answer(/** @type {object} */ content, /** @type {Record<string, string>} */ headers = {}) {
  return { status: 200, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(content) };
}

function location(/** @type {{ host: string }} */ { host }, /** @type {string} */ key) {
  return `http://${host}/${encodeURIComponent(key).replaceAll("%2F", "/")}`;
}

function iso(/** @type {number} */ at) {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };
const OWNER = { id: "local", displayName: "local" };
