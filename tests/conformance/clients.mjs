// @ts-check
// The official JavaScript SDKs, unmodified, behind one list of verbs, so that one test can be put to each.

import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const OSS = require("ali-oss");
const COS = require("cos-nodejs-sdk-v5");
const { BosClient } = require("@baiducloud/sdk");

/** @typedef {{ id: string, secret: string, token?: string }} Credential */
/** @typedef {{ number: number, etag: string, size: number }} ListedPart */
/**
 * @typedef {object} Client
 * @property {(key: string, body: Buffer, metadata?: Record<string, string>, headers?: Record<string, string>) => Promise<unknown>} put
 * @property {(key: string) => Promise<Record<string, string>>} head  the headers
 * @property {(key: string, range?: string) => Promise<Buffer>} get
 * @property {(key: string) => Promise<unknown>} remove
 * @property {(key: string) => Promise<string>} initiate
 * @property {(key: string, uploadId: string, number: number, file: string, start: number, end: number) => Promise<string>} part  its ETag
 * @property {(key: string, uploadId: string, most: number, after: number) => Promise<{ parts: ListedPart[], truncated: boolean, next: number }>} parts
 * @property {(key: string, uploadId: string, parts: { number: number, etag: string }[]) => Promise<unknown>} complete
 * @property {(key: string, uploadId: string) => Promise<unknown>} abort
 * @property {(prefix: string) => Promise<string[]>} uploads  their ids
 * @property {(key: string, file: string) => Promise<unknown>} large  the SDK's own way to send a file in parts
 */

/** ali-oss given an IP names the bucket in a Host header of its own. @param {any} cloud @param {Credential} credential @returns {Client} */
export function ossClient({ oss }, { id, secret, token }, signature = "v4") {
  const client = new OSS({
    endpoint: oss.endpoint,
    region: `oss-${oss.region}`,
    bucket: oss.bucket,
    accessKeyId: id,
    accessKeySecret: secret,
    stsToken: token,
    authorizationV4: signature === "v4",
    refreshSTSToken: async () => ({ accessKeyId: id, accessKeySecret: secret, stsToken: token }),
  });
  return {
    put: (key, body, meta = {}, headers = {}) => client.put(key, body, { meta, headers }),
    head: async (key) => (await client.head(key)).res.headers,
    get: async (key, range) => (await client.get(key, range ? { headers: { Range: range } } : {})).content,
    remove: (key) => client.delete(key),
    initiate: async (key) => (await client.initMultipartUpload(key)).uploadId,
    part: async (key, id, number, file, start, end) =>
      (await client.uploadPart(key, id, number, file, start, end)).etag,
    parts: async (key, id, most, after) => {
      const listed = await client.listParts(key, id, { "max-parts": most, "part-number-marker": after });
      const parts = [listed.parts].flat().map(readXmlPart);
      return { parts, truncated: listed.isTruncated === "true", next: Number(listed.nextPartNumberMarker) };
    },
    complete: (key, id, parts) => client.completeMultipartUpload(key, id, parts),
    abort: (key, id) => client.abortMultipartUpload(key, id),
    uploads: async (prefix) =>
      (await client.listUploads({ prefix })).uploads.map((/** @type {any} */ one) => one.uploadId),
    large: (key, file) => client.multipartUpload(key, file, { partSize: PART_SIZE, parallel: 3 }),
  };
}

/** Its real host names, with the local cloud as proxy. @param {any} cloud @param {Credential} credential @returns {Client} */
export function cosClient({ cos }, { id, secret, token }) {
  const keys = { SecretId: id, SecretKey: secret, ...(token ? { SecurityToken: token } : {}) };
  /** @type {any} its types and its answers differ */
  const client = new COS({ ...keys, Protocol: "http:", Proxy: cos.endpoint, AutoSwitchHost: false });
  const place = { Bucket: cos.bucket, Region: cos.region };
  return {
    put: (Key, Body, meta = {}, headers = {}) =>
      client.putObject({ ...place, Key, Body, Headers: { ...headers, ...prefixed("x-cos-meta-", meta) } }),
    head: async (Key) => (await client.headObject({ ...place, Key })).headers,
    get: async (Key, range) => (await client.getObject({ ...place, Key, ...(range ? { Range: range } : {}) })).Body,
    remove: (Key) => client.deleteObject({ ...place, Key }),
    initiate: async (Key) => (await client.multipartInit({ ...place, Key })).UploadId,
    part: async (Key, UploadId, PartNumber, file, start, end) => {
      const Body = readFileSync(file).subarray(start, end);
      return (await client.multipartUpload({ ...place, Key, UploadId, PartNumber, Body })).ETag;
    },
    parts: async (Key, UploadId, most, after) => {
      const wanted = { MaxParts: String(most), PartNumberMarker: String(after) };
      const listed = await client.multipartListPart({ ...place, Key, UploadId, ...wanted });
      const truncated = listed.IsTruncated === "true";
      return { parts: listed.Part.map(readXmlPart), truncated, next: Number(listed.NextPartNumberMarker) };
    },
    complete: (Key, UploadId, parts) => {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
      return client.multipartComplete({ ...place, Key, UploadId, Parts });
    },
    abort: (Key, UploadId) => client.multipartAbort({ ...place, Key, UploadId }),
    uploads: async (Prefix) =>
      (await client.multipartList({ ...place, Prefix })).Upload.map((/** @type {any} */ one) => one.UploadId),
    large: (Key, FilePath) => client.sliceUploadFile({ ...place, Key, FilePath, ChunkSize: PART_SIZE }),
  };
}

/** Path style, as the SDK chooses for an IP. @param {any} cloud @param {Credential} credential @returns {Client} */
export function bosClient({ bos }, { id, secret, token }) {
  const client = new BosClient({ endpoint: bos.endpoint, credentials: { ak: id, sk: secret }, sessionToken: token });
  const { bucket } = bos;
  return {
    put: (key, body, meta = {}, headers = {}) =>
      client.putObject(bucket, key, body, { ...headers, ...prefixed("x-bce-meta-", meta) }),
    head: async (key) => (await client.getObjectMetadata(bucket, key)).http_headers,
    get: async (key, range) => (await client.getObject(bucket, key, range?.replace("bytes=", ""))).body,
    remove: (key) => client.deleteObject(bucket, key),
    initiate: async (key) => (await client.initiateMultipartUpload(bucket, key)).body.uploadId,
    part: async (key, id, number, file, start, end) => {
      const stream = createReadStream(file, { start, end: end - 1 });
      return (await client.uploadPart(bucket, key, id, number, end - start, stream)).http_headers.etag;
    },
    parts: async (key, id, most, after) => {
      const { body } = await client.listParts(bucket, key, id, { maxParts: most, partNumberMarker: after });
      const parts = body.parts.map((/** @type {any} */ { partNumber, eTag, size }) => ({
        number: partNumber,
        etag: eTag,
        size,
      }));
      return { parts, truncated: body.isTruncated, next: body.nextPartNumberMarker };
    },
    complete: (key, id, parts) =>
      client.completeMultipartUpload(
        bucket,
        key,
        id,
        parts.map(({ number, etag }) => ({ partNumber: number, eTag: etag })),
      ),
    abort: (key, id) => client.abortMultipartUpload(bucket, key, id),
    uploads: async (prefix) =>
      (await client.listMultipartUploads(bucket, { prefix })).body.uploads.map(
        (/** @type {any} */ one) => one.uploadId,
      ),
    large: (key, file) =>
      client.putSuperObject({ bucketName: bucket, objectName: key, data: file, chunkSize: PART_SIZE }).start(),
  };
}

/** What a call was refused with. @param {Promise<unknown>} call @returns {Promise<{ status: number, code: string, error: any }>} */
export async function refusalOf(call) {
  const error = await call.then(
    () => {
      throw new Error("a refusal was expected");
    },
    (/** @type {any} */ reason) => reason,
  );
  const status = error.status ?? error.statusCode ?? error.status_code;
  if (status === undefined) throw error;
  return { status, code: error.code ?? error.error?.Code, error };
}

/** @returns {ListedPart} */
function readXmlPart(/** @type {any} */ { PartNumber, ETag, Size }) {
  return { number: Number(PartNumber), etag: ETag, size: Number(Size) };
}

function prefixed(/** @type {string} */ prefix, /** @type {Record<string, string>} */ names) {
  return Object.fromEntries(Object.entries(names).map(([name, value]) => [prefix + name, value]));
}

const PART_SIZE = 1024 * 1024;
