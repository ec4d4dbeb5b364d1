// What makes one cloud differ from another: the shape that oss.mjs, bos.mjs and cos.mjs share.

import type { Asked } from "./asked.mjs";
import type { Callback, Outcome } from "./callback.mjs";
import type { Digest, Kind } from "./digest.mjs";
import type { Reply } from "./operations.mjs";
import type { Refusal } from "./refusal.mjs";
import type { Multipart, Part, StoredObject } from "./store.mjs";
import type { Key } from "./verify/account.mjs";

type Find = (id: string) => Key | undefined;
interface Listing {
  bucket: string;
  asked: Asked;
  truncated: boolean;
}
interface NamesListed<E> extends Listing {
  wanted: { prefix: string; delimiter: string; after?: { key: string; id?: string } | undefined; most: number };
  items: E[];
  prefixes: string[];
  last?: { key: string; id?: string } | undefined;
}

export interface Dialect {
  name: "oss" | "bos" | "cos";
  region: string;
  bucket: string;
  /** Hosts of the service itself, under which the bucket is the first segment of the path. */
  ownHost: RegExp;
  /** May stand before the bucket in path style; no bucket has so short a name. */
  pathPrefix: string;
  prefix: string;
  expose: string[];
  /** What is computed of every body. */
  digests: Kind[];
  smallestPart: number;
  partsWithoutGaps: boolean;
  metadataAt: "initiate" | "complete";
  /** Whether a form's file is of the type written at the file, whatever the form's field says. */
  believesFile: boolean;
  codes: {
    badDigest: string;
    exists: string;
    policyExpired: string;
    formTooSmall: string;
    formTooLarge: string;
    /** What a credential that is no longer good is answered with. */
    credential: string;
  };
  policyExpired: string;
  paging: {
    most: { parts: string; uploads: string; objects: string };
    marker: { part: string; key: string; upload: string; object: string[] };
  };
  verify(asked: Asked & { region: string; now: number; find: Find }): { id: string };
  verifyForm(form: { fields: Record<string, string>; bucket: string; region: string; now: number; find: Find }): {
    id: string;
    demanded: Record<string, string>;
  };
  /** Header, code of a mismatch, and the value it must have; "" where it was not computed. */
  checks(digest: Digest): [name: string, code: string, value: string][];
  /** Headers of every answer. */
  stamp(requestId: string, now: number): Record<string, string>;
  refused(
    refusal: Refusal,
    asked: { method: string; host: string },
    requestId: string,
  ): Required<Omit<Reply, "body">> & { body: string };
  /** Undefined where a refused preflight has no body of its own. */
  preflightRefused: Refusal | undefined;
  etag(whole: { md5: string; parts?: number }): string;
  checksums(whole: { md5: string; crc64: string; crc32: string }): Record<string, string>;
  objectHeaders(object: StoredObject): Record<string, string>;
  readPartList(text: string, asked: Asked): { number: number; etag: string }[];
  initiated(made: { bucket: string; key: string; uploadId: string; asked: Asked }): Reply;
  completed(made: { bucket: string; object: StoredObject; asked: Asked }): Reply;
  posted(made: { bucket: string; object: StoredObject; asked: Asked; status: number }): Reply;
  /** The callback that an upload's headers or fields ask for; values: what its text may name. */
  readCallback(headers: Record<string, string>, values: Record<string, string | number>): Callback | undefined;
  /** The answer to an upload whose callback was called. */
  calledBack(outcome: Outcome, reply: Reply, call: { asked: Asked; requestId: string }): Reply;
  partsListed(
    listing: Listing & { upload: Multipart; wanted: { after: number; most: number }; parts: Part[]; last: number },
  ): Reply;
  uploadsListed(listing: NamesListed<Multipart>): Reply;
  objectsListed(listing: NamesListed<StoredObject>): Reply;
}
