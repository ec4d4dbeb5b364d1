// @ts-check
// Alibaba OSS in its own words.

import { readCallback } from "./callback.mjs";
import { answer, encoder, encoding, objectsListed, partsListed, uploadsListed } from "./listings.mjs";
import { Refusal } from "./refusal.mjs";
import { verify, verifyForm } from "./verify/oss.mjs";
import { readPartList, writeXml } from "./xml.mjs";

/** @type {import("./dialect.d.ts").Dialect} */
export const oss = {
  name: "oss",
  region: "cn-hangzhou",
  bucket: "trebucket-demo",
  ownHost: /^oss-[a-z0-9-]+\.(aliyuncs\.com|localhost)$/,
  pathPrefix: "",
  prefix: "x-oss-",
  expose: "ETag x-oss-request-id x-oss-version-id x-oss-hash-crc64ecma x-oss-err x-oss-ec Date".split(" "),
  digests: ["md5", "crc64"],
  smallestPart: 100 * 1024,
  partsWithoutGaps: false,
  metadataAt: "initiate",
  believesFile: true,
  codes: {
    badDigest: "InvalidDigest",
    exists: "FileAlreadyExists",
    policyExpired: "AccessDenied",
    formTooSmall: "EntityTooSmall",
    formTooLarge: "EntityTooLarge",
    credential: "SecurityTokenExpired",
  },
  policyExpired: "Invalid according to Policy: Policy expired.",
  paging: {
    most: { parts: "max-parts", uploads: "max-uploads", objects: "max-keys" },
    marker: {
      part: "part-number-marker",
      key: "key-marker",
      upload: "upload-id-marker",
      object: ["start-after", "marker"],
    },
  },
  verify,
  verifyForm,
  checks: ({ crc64 }) => [["x-oss-hash-crc64ecma", "InvalidCRC64", crc64]],
  stamp: (requestId) => ({ "x-oss-request-id": requestId, "x-oss-server-time": "1", Server: "AliyunOSS" }),
  refused,
  preflightRefused: new Refusal("AccessForbidden", {
    message:
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, " +
      "request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.",
  }),
  etag,
  checksums: ({ crc64, md5 }) => ({
    "x-oss-hash-crc64ecma": crc64,
    ...(md5 ? { "Content-MD5": Buffer.from(md5, "hex").toString("base64") } : {}),
  }),
  objectHeaders: (object) => ({
    "Content-Type": "application/octet-stream",
    ...object.headers,
    ETag: etag(object),
    "Last-Modified": new Date(object.modified).toUTCString(),
    "Accept-Ranges": "bytes",
    "x-oss-hash-crc64ecma": object.crc64,
    "x-oss-object-type": object.parts > 0 ? "Multipart" : "Normal",
    "x-oss-storage-class": object.headers["x-oss-storage-class"] ?? "Standard",
  }),
  readPartList,
  initiated: ({ bucket, key, uploadId, asked }) =>
    answer("InitiateMultipartUploadResult", {
      ...encoding(asked, "EncodingType"),
      Bucket: bucket,
      Key: encoder(asked)(key),
      UploadId: uploadId,
    }),
  completed: ({ bucket, object, asked }) =>
    answer(
      "CompleteMultipartUploadResult",
      {
        ...encoding(asked, "EncodingType"),
        Location: `http://${asked.host}/${encodeURIComponent(object.key)}`,
        Bucket: bucket,
        Key: encoder(asked)(object.key),
        ETag: etag(object),
      },
      { ETag: etag(object), "x-oss-hash-crc64ecma": object.crc64 },
    ),
  posted: ({ bucket, object, asked, status }) => {
    const whole = {
      Location: `http://${asked.host}/${encodeURIComponent(object.key)}`,
      Bucket: bucket,
      Key: object.key,
      ETag: etag(object),
    };
    const { headers, body } = answer("PostResponse", whole, {
      ETag: etag(object),
      "x-oss-hash-crc64ecma": object.crc64,
    });
    return { status, headers, ...(status === 201 ? { body } : {}) };
  },
  readCallback: (headers, values) => readCallback(headers, ["x-oss-callback", "callback"], values),
  /** The callback server's own words become the answer. */
  calledBack: (outcome, { headers = {} }, { asked, requestId }) => {
    if ("failure" in outcome) {
      const { body, ...rest } = refused(
        new Refusal("CallbackFailed", { status: 203, message: outcome.failure }),
        asked,
        requestId,
      );
      return { status: 203, headers: { ...headers, ...rest.headers }, body };
    }
    return { status: 200, headers: { ...headers, "Content-Type": "application/json" }, body: outcome.body };
  },
  partsListed: (listing) => partsListed(STYLE, listing),
  uploadsListed: (listing) => uploadsListed(STYLE, listing),
  objectsListed: (listing) => objectsListed(STYLE, listing),
};

function etag(/** @type {{ md5: string, parts?: number }} */ { md5, parts = 0 }) {
  return `"${md5.toUpperCase()}${parts > 0 ? `-${parts}` : ""}"`;
}

/** A HEAD has no body, so its error travels in a header. @type {import("./dialect.d.ts").Dialect["refused"]} */
function refused({ code, status, message, extra }, { method, host }, requestId) {
  const body = writeXml("Error", { Code: code, Message: message, RequestId: requestId, HostId: host, ...extra });
  const headers = { "Content-Type": "application/xml" };
  if (method !== "HEAD") return { status, headers, body };
  return { status, headers: { ...headers, "x-oss-err": Buffer.from(body).toString("base64") }, body: "" };
}

const STYLE = {
  etag,
  encodingElement: "EncodingType",
  partExtras: (/** @type {import("./store.mjs").Part} */ { crc64 }) => ({ HashCrc64ecma: crc64 }),
};
