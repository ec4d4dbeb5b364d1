// @ts-check
// The XML listings that OSS and COS share, element for element.

import { writeXml } from "./xml.mjs";

/** @typedef {{ etag: (whole: any) => string, encodingElement: string, partExtras: (part: import("./store.mjs").Part) => object }} Style */

/** @param {Style} style @param {Parameters<import("./dialect.d.ts").Dialect["partsListed"]>[0]} listing */
export function partsListed(
  { etag, encodingElement, partExtras },
  { bucket, asked, upload, wanted, parts, truncated, last },
) {
  const name = encoder(asked);
  return answer("ListPartsResult", {
    Bucket: bucket,
    ...encoding(asked, encodingElement),
    Key: name(upload.key),
    UploadId: upload.id,
    StorageClass: "Standard",
    PartNumberMarker: wanted.after,
    NextPartNumberMarker: last,
    MaxParts: wanted.most,
    IsTruncated: truncated,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      LastModified: iso(part.modified),
      ETag: etag(part),
      Size: part.size,
      ...partExtras(part),
    })),
  });
}

/** @param {Style} style @param {Parameters<import("./dialect.d.ts").Dialect["uploadsListed"]>[0]} listing */
export function uploadsListed({ encodingElement }, { bucket, asked, wanted, items, prefixes, truncated, last }) {
  const name = encoder(asked);
  return answer("ListMultipartUploadsResult", {
    Bucket: bucket,
    ...encoding(asked, encodingElement),
    KeyMarker: name(wanted.after?.key ?? ""),
    UploadIdMarker: wanted.after?.id ?? "",
    NextKeyMarker: truncated ? name(last?.key ?? "") : "",
    NextUploadIdMarker: truncated ? (last?.id ?? "") : "",
    Delimiter: name(wanted.delimiter),
    Prefix: name(wanted.prefix),
    MaxUploads: wanted.most,
    IsTruncated: truncated,
    Upload: items.map((upload) => ({
      Key: name(upload.key),
      UploadId: upload.id,
      StorageClass: "Standard",
      Initiated: iso(upload.initiated),
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: name(prefix) })),
  });
}

/** @param {Style} style @param {Parameters<import("./dialect.d.ts").Dialect["objectsListed"]>[0]} listing */
export function objectsListed({ etag, encodingElement }, { bucket, asked, wanted, items, prefixes, truncated, last }) {
  const name = encoder(asked);
  const next = truncated ? name(last?.key ?? "") : "";
  const second = asked.param("list-type") === "2";
  return answer("ListBucketResult", {
    Name: bucket,
    ...encoding(asked, encodingElement),
    Prefix: name(wanted.prefix),
    Delimiter: name(wanted.delimiter),
    MaxKeys: wanted.most,
    IsTruncated: truncated,
    ...(second
      ? {
          KeyCount: items.length + prefixes.length,
          ...(truncated ? { NextContinuationToken: Buffer.from(last?.key ?? "").toString("base64url") } : {}),
        }
      : { Marker: name(wanted.after?.key ?? ""), ...(truncated ? { NextMarker: next } : {}) }),
    Contents: items.map((object) => ({
      Key: name(object.key),
      LastModified: iso(object.modified),
      ETag: etag(object),
      Type: object.parts > 0 ? "Multipart" : "Normal",
      Size: object.size,
      StorageClass: "Standard",
      Owner: { ID: "1250000000", DisplayName: "local" },
    })),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: name(prefix) })),
  });
}

/** @param {string} root @param {object} content @param {Record<string, string>} [headers] */
export function answer(root, content, headers = {}) {
  return { status: 200, headers: { "Content-Type": "application/xml", ...headers }, body: writeXml(root, content) };
}

/** How names are written in an answer: as they are, or percent-encoded where the request asks for it. @param {import("./asked.mjs").Asked} asked */
export function encoder(asked) {
  if (asked.param("encoding-type") !== "url") return (/** @type {string} */ name) => name;
  return (/** @type {string} */ name) =>
    encodeURIComponent(name).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @param {import("./asked.mjs").Asked} asked @param {string} element */
export function encoding(asked, element) {
  return asked.param("encoding-type") === "url" ? { [element]: "url" } : {};
}

/** The clouds count whole seconds and write the milliseconds all the same; oss2 reads no other form. */
function iso(/** @type {number} */ at) {
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}
