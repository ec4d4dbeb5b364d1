// @ts-check
/** What OSS, COS, BOS, S3 and a tus server answer to an upload, with the checksums of the bytes they would have stored. */
import { crc64, md5 } from "../pattern.mjs";

/** @typedef {{ status: number, headers: Record<string, string>, body: string }} Answer */

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {number} length of its body
 * @param {Buffer} head the beginning of its body
 * @returns {Answer}
 */
export function answer(request, length, head) {
  const url = new URL(request.url ?? "/", "http://cloud");
  const { method = "GET" } = request;
  if (url.pathname.startsWith("/tus")) return tus(request, url, length);
  const asks = (/** @type {string} */ name) => url.searchParams.has(name);
  if (method === "POST" && asks("uploads")) return initiated(request, url);
  if (asks("uploadId")) return parted(request, url, length);
  if (method === "POST") return { ...stored(fileLength(request, length, head)), status: 204 };
  if (method === "PUT") return stored(length);
  if (asks("uploads")) return listed("ListMultipartUploadsResult", url);
  return { status: method === "DELETE" ? 204 : 404, headers: {}, body: "" };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {URL} url
 * @returns {Answer}
 */
function initiated(request, url) {
  last += 1;
  const uploadId = `upload${last}`;
  uploads.set(uploadId, 0);
  if (speaksBos(request)) return json({ bucket: "bench", key: url.pathname.slice(1), uploadId });
  return xml("InitiateMultipartUploadResult", `<Bucket>bench</Bucket>${keyOf(url)}<UploadId>${uploadId}</UploadId>`);
}

/**
 * A part, Complete, ListParts or Abort.
 * @param {import("node:http").IncomingMessage} request
 * @param {URL} url
 * @param {number} length
 * @returns {Answer}
 */
function parted(request, url, length) {
  const id = url.searchParams.get("uploadId") ?? "";
  const size = uploads.get(id) ?? 0;
  switch (request.method) {
    case "PUT":
      uploads.set(id, size + length);
      return stored(length);
    case "GET":
      return speaksBos(request) ? json({ isTruncated: false, parts: [] }) : listed("ListPartsResult", url);
    case "POST":
      uploads.delete(id);
      return completed(request, url, size);
    default:
      uploads.delete(id);
      return { status: 204, headers: {}, body: "" };
  }
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {URL} url
 * @param {number} size
 * @returns {Answer}
 */
function completed(request, url, size) {
  const { headers } = stored(size);
  const eTag = `${md5(1)}-9`;
  const whole = speaksBos(request)
    ? json({ location: url.href, bucket: "bench", key: url.pathname.slice(1), eTag })
    : xml(
        "CompleteMultipartUploadResult",
        `<Location>${url.host}</Location><Bucket>bench</Bucket>${keyOf(url)}<ETag>"${eTag}"</ETag>`,
      );
  return { ...whole, headers: { ...whole.headers, ...headers, etag: `"${eTag}"` } };
}

/** @param {number} length @returns {Answer} */
function stored(length) {
  const sum = crc64(length);
  const headers = {
    etag: `"${md5(length)}"`,
    "x-oss-hash-crc64ecma": sum,
    "x-cos-hash-crc64ecma": sum,
    "x-bce-content-crc64ecma": sum,
  };
  return { status: 200, headers, body: "" };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {URL} url
 * @param {number} length
 * @returns {Answer}
 */
function tus(request, url, length) {
  const headers = { "tus-resumable": "1.0.0" };
  if (request.method === "POST") {
    last += 1;
    return { status: 201, headers: { ...headers, location: `${url.pathname}/${last}` }, body: "" };
  }
  const offset = Number(request.headers["upload-offset"] ?? 0) + length;
  return { status: 204, headers: { ...headers, "upload-offset": String(offset) }, body: "" };
}

/**
 * Of the file in a form that ends with it.
 * @param {import("node:http").IncomingMessage} request
 * @param {number} length
 * @param {Buffer} head
 */
function fileLength(request, length, head) {
  const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1] ?? "";
  const start = head.indexOf("\r\n\r\n", head.indexOf('name="file"')) + 4;
  return Math.max(length - start - boundary.length - "\r\n----\r\n".length, 0);
}

/** @param {string} name @param {URL} url @returns {Answer} */
function listed(name, url) {
  return xml(name, `<Bucket>bench</Bucket>${keyOf(url)}<IsTruncated>false</IsTruncated>`);
}

/** @param {URL} url */
function keyOf(url) {
  return `<Key>${url.pathname.slice(1)}</Key>`;
}

/** @param {string} name @param {string} inside @returns {Answer} */
function xml(name, inside) {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${name}>${inside}</${name}>`;
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

/** @param {unknown} value @returns {Answer} */
function json(value) {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** @param {import("node:http").IncomingMessage} request */
function speaksBos({ headers }) {
  return String(headers.authorization).startsWith("bce-auth");
}

/** Bytes so far of each multipart upload. @type {Map<string, number>} */
const uploads = new Map();
let last = 0;
