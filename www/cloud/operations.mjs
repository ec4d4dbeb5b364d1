// @ts-check
// What the three clouds can be asked to do, once; wording and headers are each dialect's own.

import { Readable } from "node:stream";
import { damaged } from "./arrival.mjs";
import { calledBack } from "./callback.mjs";
import { checkDigest, checkOverwrite, checkPartList, checkVersion, headersOf, readRange } from "./conditions.mjs";
import { postForm } from "./form.mjs";
import { page, pageOfParts, pageSize } from "./pages.mjs";
import { Refusal } from "./refusal.mjs";

/**
 * @typedef {import("./asked.mjs").Asked} Asked
 * @typedef {import("./dialect.d.ts").Dialect} Dialect
 * @typedef {{ status: number, headers?: Record<string, string>, body?: string | Readable }} Reply
 * @typedef {object} Work
 * @property {Asked} asked
 * @property {Dialect} dialect
 * @property {import("./store.mjs").Bucket} bucket
 * @property {import("node:stream").Readable} body
 * @property {import("./faults.mjs").Action} fault
 * @property {string} requestId
 * @property {number} now
 * @property {(id: string) => any} find
 */

/** The name of what is asked: one of the words the policies know, or HeadBucket. @param {Asked} asked */
export function operationOf({ method, key, param, headers }) {
  const has = (/** @type {string} */ name) => param(name) !== undefined;
  const refused = ["acl", "tagging", "append", "symlink", "restore", "cors", "lifecycle", "policy"].find(has);
  if (refused || Object.keys(headers).some((name) => /^x-(oss|cos|bce)-copy-source/.test(name))) return undefined;
  if (key === "") return BUCKET_OPERATIONS[`${method}${has("uploads") ? " uploads" : ""}`];
  const suffix = has("uploads") ? " uploads" : has("partNumber") ? " part" : has("uploadId") ? " upload" : "";
  return OBJECT_OPERATIONS[`${method}${suffix}`];
}

/** @type {Record<string, (work: Work) => Promise<Reply>>} */
export const OPERATIONS = {
  PutObject: putObject,
  PostObject: postForm,
  InitiateMultipartUpload: initiate,
  UploadPart: uploadPart,
  CompleteMultipartUpload: complete,
  AbortMultipartUpload: abort,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  ListObjects: listObjects,
  HeadBucket: async () => ({ status: 200 }),
};

/** @param {Work} work */
async function putObject(work) {
  const { asked, dialect, bucket, now } = work;
  checkOverwrite(asked, dialect, bucket);
  const taken = await takeIn(work);
  checkOverwrite(asked, dialect, bucket);
  const object = await bucket.put(asked.key, taken, headersOf(asked.headers, dialect, "put"), now);
  const reply = { status: 200, headers: { ETag: dialect.etag(object), ...dialect.checksums(object) } };
  return calledBack(work, object, reply);
}

/** @param {Work} work */
async function initiate({ asked, dialect, bucket, body, now }) {
  body.resume();
  checkOverwrite(asked, dialect, bucket);
  const upload = bucket.initiate(asked.key, headersOf(asked.headers, dialect, "initiate"), now);
  return dialect.initiated({ bucket: bucket.name, key: asked.key, uploadId: upload.id, asked });
}

/** @param {Work} work */
async function uploadPart(work) {
  const { asked, dialect, bucket, now } = work;
  const upload = bucket.upload(asked.param("uploadId"), asked.key);
  const number = Number(asked.param("partNumber"));
  if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) {
    throw new Refusal("InvalidArgument", { message: "Part number must be an integer between 1 and 10000." });
  }
  const taken = await takeIn(work);
  const part = await bucket.keepPart(upload, number, taken, now);
  return { status: 200, headers: { ETag: dialect.etag(part), ...dialect.checksums(part) } };
}

/** @param {Work} work */
async function complete(work) {
  const { asked, dialect, bucket, body, now } = work;
  const text = await readText(body);
  const upload = bucket.upload(asked.param("uploadId"), asked.key);
  const everyPart = asked.headers[`${dialect.prefix}complete-all`] === "yes";
  const list = everyPart ? undefined : dialect.readPartList(text, asked);
  const parts = checkPartList(list, upload, dialect);
  checkOverwrite(asked, dialect, bucket);
  const digest = await bucket.digestOf(parts, dialect.digests);
  checkDigest({ ...asked.headers, "content-md5": "" }, dialect, digest);
  const headers = { ...upload.headers, ...headersOf(asked.headers, dialect, "complete") };
  const object = await bucket.complete(upload, parts, digest, headers, now);
  return calledBack(work, object, dialect.completed({ bucket: bucket.name, object, asked }));
}

/** @param {Work} work */
async function abort({ asked, bucket }) {
  await bucket.abort(bucket.upload(asked.param("uploadId"), asked.key));
  return { status: 204 };
}

/** @param {Work} work */
async function listParts({ asked, dialect, bucket }) {
  const upload = bucket.upload(asked.param("uploadId"), asked.key);
  const { most, marker } = dialect.paging;
  const wanted = { after: Number(asked.param(marker.part) ?? 0), most: pageSize(asked.param(most.parts)) };
  return dialect.partsListed({
    bucket: bucket.name,
    upload,
    asked,
    wanted,
    ...pageOfParts(upload.parts.values(), wanted),
  });
}

/** @param {Work} work */
async function listUploads({ asked, dialect, bucket }) {
  const { most, marker } = dialect.paging;
  const key = asked.param(marker.key);
  const id = asked.param(marker.upload) || undefined;
  const wanted = {
    ...readPrefix(asked),
    after: key ? { key, ...(id ? { id } : {}) } : undefined,
    most: pageSize(asked.param(most.uploads)),
  };
  return dialect.uploadsListed({ bucket: bucket.name, asked, wanted, ...page(bucket.uploads.values(), wanted) });
}

/** @param {Work} work */
async function listObjects({ asked, dialect, bucket }) {
  const { most, marker } = dialect.paging;
  const token = asked.param("continuation-token");
  const named = marker.object.map((name) => asked.param(name)).find(Boolean);
  const key = token ? Buffer.from(token, "base64url").toString("utf8") : named;
  const wanted = { ...readPrefix(asked), after: key ? { key } : undefined, most: pageSize(asked.param(most.objects)) };
  return dialect.objectsListed({ bucket: bucket.name, asked, wanted, ...page(bucket.objects.values(), wanted) });
}

/** @param {Work} work */
async function getObject({ asked, dialect, bucket }) {
  const object = bucket.object(asked.key);
  checkVersion(asked.headers, dialect.etag(object), object.modified);
  const range = readRange(asked.headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const headers = {
    ...dialect.objectHeaders(object),
    ...responseOverrides(asked),
    "Content-Length": String(end - start + 1),
    ...(range ? { "Content-Range": `bytes ${start}-${end}/${object.size}` } : {}),
  };
  return { status: range ? 206 : 200, headers, body: Readable.from(bucket.read(object, start, end)) };
}

/** @param {Work} work */
async function headObject({ asked, dialect, bucket }) {
  const object = bucket.object(asked.key);
  return { status: 200, headers: { ...dialect.objectHeaders(object), "Content-Length": String(object.size) } };
}

/** @param {Work} work */
async function deleteObject({ asked, bucket }) {
  await bucket.delete(asked.key);
  return { status: 204 };
}

async function takeIn(/** @type {Work} */ { asked, dialect, bucket, body, fault }) {
  const sha256 = asked.headers[`${dialect.prefix}content-sha256`]?.length === 64;
  const kinds = [...dialect.digests, ...(sha256 ? [/** @type {const} */ ("sha256")] : [])];
  const bytes = fault.corrupt ? damaged(body) : body;
  const taken = await bucket.receive(bytes, { kinds, most: LARGEST_BODY }).catch((error) => {
    throw error instanceof RangeError ? new Refusal("EntityTooLarge") : error;
  });
  try {
    checkDigest(asked.headers, dialect, taken);
  } catch (error) {
    await bucket.drop(taken);
    throw error;
  }
  return taken;
}

function readPrefix(/** @type {Asked} */ asked) {
  return { prefix: asked.param("prefix") ?? "", delimiter: asked.param("delimiter") ?? "" };
}

/** What a reader may ask the answer to say, as `response-content-disposition`. */
function responseOverrides(/** @type {Asked} */ { query }) {
  const named = query.filter(([name]) => OVERRIDES.has(name));
  return Object.fromEntries(named.map(([name, value]) => [name.slice("response-".length), value]));
}

async function readText(/** @type {AsyncIterable<Buffer>} */ body) {
  const chunks = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_LIST) throw new Refusal("EntityTooLarge");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @type {Record<string, string>} */
const BUCKET_OPERATIONS = {
  GET: "ListObjects",
  "GET uploads": "ListMultipartUploads",
  HEAD: "HeadBucket",
  POST: "PostObject",
};

/** @type {Record<string, string>} */
const OBJECT_OPERATIONS = {
  PUT: "PutObject",
  "PUT part": "UploadPart",
  "POST uploads": "InitiateMultipartUpload",
  "POST upload": "CompleteMultipartUpload",
  "DELETE upload": "AbortMultipartUpload",
  DELETE: "DeleteObject",
  "GET upload": "ListParts",
  GET: "GetObject",
  HEAD: "HeadObject",
};

const OVERRIDES = new Set(
  ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"].map(
    (name) => `response-${name}`,
  ),
);

/** One request may carry five gigabytes at most, on every cloud. */
const LARGEST_BODY = 5 * 1024 ** 3;
/** Ten thousand parts with quotes escaped take about one megabyte. */
const LARGEST_LIST = 8 * 1024 ** 2;
