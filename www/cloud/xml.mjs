// @ts-check
// XML in and out, as two of the clouds speak it.

import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { Refusal } from "./refusal.mjs";

/** @param {string} root @param {object} content  arrays become repeated elements */
export function writeXml(root, content) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: content })}`;
}

/** The part list of a Complete. @param {string} text @returns {{ number: number, etag: string }[]} */
export function readPartList(text) {
  let content;
  try {
    content = parser.parse(text, true)?.CompleteMultipartUpload;
  } catch {
    throw new Refusal("MalformedXML");
  }
  const parts = [content?.Part ?? []].flat();
  if (parts.length === 0) throw new Refusal("MalformedXML");
  return parts.map((part) => ({ number: Number(part.PartNumber), etag: String(part.ETag ?? "") }));
}

const builder = new XMLBuilder({ format: false });
const parser = new XMLParser({ parseTagValue: false, ignoreAttributes: true });
