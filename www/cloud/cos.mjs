// @ts-check
// Tencent COS in its own words.

import { readCallback } from "./callback.mjs";
import { checkDigestOfText } from "./conditions.mjs";
import { answer, objectsListed, partsListed, uploadsListed } from "./listings.mjs";
import { Refusal } from "./refusal.mjs";
import { verify, verifyForm } from "./verify/cos.mjs";
import { readPartList, writeXml } from "./xml.mjs";

/** @type {import("./dialect.d.ts").Dialect} */
export const cos = {
  name: "cos",
  region: "ap-guangzhou",
  bucket: "trebucket-demo-1250000000",
  ownHost: /^cos\.[a-z0-9-]+\.(myqcloud\.com|tencentcos\.cn|localhost)$/,
  pathPrefix: "",
  prefix: "x-cos-",
  expose: "ETag x-cos-request-id x-cos-trace-id x-cos-hash-crc64ecma x-cos-version-id Date Content-Length".split(" "),
  digests: ["md5", "crc64"],
  smallestPart: 1024 * 1024,
  partsWithoutGaps: true,
  metadataAt: "initiate",
  believesFile: false,
  codes: {
    badDigest: "BadDigest",
    exists: "FileAlreadyExists",
    policyExpired: "AccessDenied",
    formTooSmall: "EntityTooSmall",
    formTooLarge: "EntityTooLarge",
    credential: "ExpiredToken",
  },
  policyExpired: "You post object request has been expired.",
  paging: {
    most: { parts: "max-parts", uploads: "max-uploads", objects: "max-keys" },
    marker: { part: "part-number-marker", key: "key-marker", upload: "upload-id-marker", object: ["marker"] },
  },
  verify,
  verifyForm,
  checks: ({ crc64 }) => [["x-cos-hash-crc64ecma", "BadDigest", crc64]],
  stamp: (requestId) => ({ "x-cos-request-id": requestId, Server: "tencent-cos" }),
  refused,
  preflightRefused: new Refusal("AccessForbidden", { message: "CORSResponse: This CORS request is not allowed." }),
  etag,
  checksums: ({ crc64 }) => ({ "x-cos-hash-crc64ecma": crc64 }),
  objectHeaders: (object) => ({
    "Content-Type": "application/octet-stream",
    ...object.headers,
    ETag: etag(object),
    "Last-Modified": new Date(object.modified).toUTCString(),
    "Accept-Ranges": "bytes",
    "x-cos-hash-crc64ecma": object.crc64,
  }),
  readPartList(text, { headers }) {
    checkDigestOfText(headers["content-md5"], text);
    return readPartList(text);
  },
  initiated: ({ bucket, key, uploadId }) =>
    answer("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: uploadId }),
  completed: ({ bucket, object, asked }) =>
    answer(
      "CompleteMultipartUploadResult",
      { Location: location(asked, object.key), Bucket: bucket, Key: object.key, ETag: etag(object) },
      { "x-cos-hash-crc64ecma": object.crc64 },
    ),
  posted: ({ bucket, object, asked, status }) => {
    const whole = { Location: location(asked, object.key), Bucket: bucket, Key: object.key, ETag: etag(object) };
    const { headers, body } = answer("PostResponse", whole, {
      ETag: etag(object),
      "x-cos-hash-crc64ecma": object.crc64,
    });
    return { status, headers, ...(status === 201 ? { body } : {}) };
  },
  readCallback: (headers, values) => readCallback(headers, ["x-cos-callback"], values),
  /** The status is that of the upload; what came of the callback stands in the body. */
  calledBack: (outcome, { headers = {}, body = EMPTY_RESULT }) => {
    const result =
      "failure" in outcome
        ? { Status: 203, Error: { Code: "CallbackFailed", Message: outcome.failure } }
        : { Status: 200, CallbackBody: Buffer.from(outcome.body).toString("base64") };
    const element = writeXml("CallbackResult", result).replace(/^<\?.*\n/, "");
    const whole = String(body).replace(/<\/\w+>$/, (end) => `${element}${end}`);
    return { status: 200, headers: { ...headers, "Content-Type": "application/xml" }, body: whole };
  },
  partsListed: (listing) => partsListed(STYLE, listing),
  uploadsListed: (listing) => uploadsListed(STYLE, listing),
  objectsListed: (listing) => objectsListed(STYLE, listing),
};

function etag(/** @type {{ md5: string, parts?: number }} */ { md5, parts = 0 }) {
  return `"${md5}${parts > 0 ? `-${parts}` : ""}"`;
}

/** @type {import("./dialect.d.ts").Dialect["refused"]} */
function refused({ code, status, message, extra }, { method, host }, requestId) {
  const trace = Buffer.from(`trace ${requestId}`).toString("base64");
  const content = { Code: code, Message: message, Resource: host, ...extra, RequestId: requestId, TraceId: trace };
  const headers = { "Content-Type": "application/xml", "x-cos-trace-id": trace };
  return { status, headers, body: method === "HEAD" ? "" : writeXml("Error", content) };
}

function location(/** @type {{ host: string }} */ { host }, /** @type {string} */ key) {
  return `${host}/${encodeURIComponent(key).replaceAll("%2F", "/")}`;
}

/** Its name is nowhere documented; clients look for what is inside. */
const EMPTY_RESULT = "<PutObjectResult></PutObjectResult>";
const STYLE = { etag, encodingElement: "Encoding-type", partExtras: () => ({}) };
