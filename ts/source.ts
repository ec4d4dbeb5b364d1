/** What is uploaded, as ranges of bytes: files, handles, buffers, text and what a stream gave are all Blobs. */

import { UploadError, wording } from "./errors.ts";
import type { Source } from "./types.ts";
import type { Loss } from "./wire.ts";

/** Bytes that can be sliced. */
export interface Bytes {
  readonly size: number;
  /** The file's own type, or empty. */
  readonly type: string;
  /** What tells one file from another across reloads; `undefined` where nothing does. */
  readonly lastModified: number | undefined;
  /** The range with no type of its own; shorter where the bytes are gone. */
  slice(start: number, end: number): Blob;
  /** After a failure: whether the file is to blame. */
  blame(start: number): Promise<Loss | undefined>;
}

/** Takes hold of a source at once, so that a buffer changed later does not change what is uploaded. */
export function hold(source: Source): () => Promise<Bytes> {
  if (source instanceof Blob) return async () => blobBytes(source);
  if (typeof source === "string" || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    const copy = new Blob([source as BlobPart]);
    return async () => blobBytes(copy);
  }
  if (typeof ReadableStream !== "undefined" && source instanceof ReadableStream) {
    // It can be read only once.
    let read: Promise<Bytes> | undefined;
    return () => {
      read ??= streamBytes(source);
      return read;
    };
  }
  if (typeof source === "object" && source !== null && "getFile" in source) return () => handleBytes(source);
  return async () => {
    throw new UploadError("invalid-argument", "The source is not a Blob, handle, buffer, text or stream of bytes.");
  };
}

function blobBytes(blob: Blob, changed: () => Promise<boolean> = async () => false): Bytes {
  return {
    size: blob.size,
    type: blob.type,
    lastModified: "lastModified" in blob ? (blob as File).lastModified : undefined,
    slice: (start, end) => blob.slice(start, end, ""),
    blame: async (start) => {
      if (await changed()) return "source-changed";
      const probe = blob.slice(start, start + 1);
      return probe.arrayBuffer().then(
        (read) => (read.byteLength === probe.size ? undefined : "source-changed"),
        () => "source-unreadable" as const,
      );
    },
  };
}

async function handleBytes(handle: FileSystemFileHandle): Promise<Bytes> {
  const file = await handle.getFile().catch((cause: unknown) => {
    throw new UploadError("source", "The file of the handle cannot be read.", { hint: "file-unreadable", cause });
  });
  return blobBytes(file, async () => {
    const today = await handle.getFile().catch(() => undefined);
    return today !== undefined && (today.size !== file.size || today.lastModified !== file.lastModified);
  });
}

/** A request with a body of unknown length goes through nowhere, so the stream is read first, into a Blob. */
async function streamBytes(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
  const blob = await new Response(stream).blob().catch((cause: unknown) => {
    throw new UploadError("source", `The stream broke: ${wording(cause)}`, { hint: "file-unreadable", cause });
  });
  return blobBytes(blob);
}
