/** What is uploaded, as ranges of bytes: files, handles, buffers and text are Blobs; a stream is read part by part. */

import { bytes, type Cut } from "./cut.ts";
import { UploadError } from "./errors.ts";
import { Stream } from "./stream.ts";
import type { Source } from "./types.ts";
import type { Loss } from "./wire.ts";

/** Bytes that can be sliced. */
export interface Bytes {
  /** `undefined` for a stream: nobody knows its length. */
  readonly size: number | undefined;
  /** The file's own type, or empty. */
  readonly type: string;
  /** What tells one file from another across reloads; `undefined` where nothing does. */
  readonly lastModified: number | undefined;
  /** The range; `undefined` where the bytes are gone. */
  cut(start: number, end: number, part?: number): Cut | undefined;
  /** After a failure: whether the file is to blame. */
  blame(): Promise<Loss | undefined>;
  /** Where the file came by one. */
  readonly handle?: FileSystemFileHandle | undefined;
  /** Only a stream. */
  readonly stream?: Stream;
}

/** A source that was taken hold of. */
export interface Held {
  /** Where it is known before the source is opened. */
  readonly size?: number;
  open(): Promise<Bytes>;
}

/** Takes hold of a source at once, so that a buffer changed later does not change what is uploaded. */
export function hold(source: Source): Held {
  if (typeof source === "string" || source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return hold(new Blob([source as BlobPart]));
  }
  if (source instanceof Blob) return new BlobBytes(source);
  if (typeof ReadableStream !== "undefined" && source instanceof ReadableStream) {
    if (source.locked) return refusal("the stream is being read by somebody else");
    const stream = new Stream(source);
    return { open: async () => streamBytes(stream) };
  }
  if (typeof source === "object" && source !== null && "getFile" in source) return { open: () => handleBytes(source) };
  return refusal("the source is not a Blob, handle, buffer, text or stream of bytes");
}

function refusal(message: string): Held {
  return {
    open: async () => {
      throw new UploadError("invalid-argument", message, { hint: "source" });
    },
  };
}

/** A class, so that a file among thousands that wait takes no more than it must. */
class BlobBytes implements Bytes, Held {
  readonly whole: Blob;
  readonly handle: FileSystemFileHandle | undefined;

  constructor(whole: Blob, handle?: FileSystemFileHandle) {
    this.whole = whole;
    this.handle = handle;
  }

  async open(): Promise<Bytes> {
    return this;
  }

  get size(): number {
    return this.whole.size;
  }

  get type(): string {
    return this.whole.type;
  }

  get lastModified(): number | undefined {
    return (this.whole as Partial<File>).lastModified;
  }

  cut(start: number, end: number): Cut | undefined {
    const { whole } = this;
    return end <= whole.size ? { whole, start, end } : undefined;
  }

  /** A file that was cut has lost its last byte. */
  async blame(): Promise<Loss | undefined> {
    const today = await this.handle?.getFile().catch(() => undefined);
    if (today && (today.size !== this.size || today.lastModified !== this.lastModified)) return "source-changed";
    const { whole, size } = this;
    const start = Math.max(size - 1, 0);
    return bytes({ whole, start, end: size }).then(
      (read) => (start + read.length === size ? undefined : "source-changed"),
      () => "source-unreadable" as const,
    );
  }
}

async function handleBytes(handle: FileSystemFileHandle): Promise<Bytes> {
  const file = await permitted(handle).catch((cause: unknown) => {
    throw new UploadError("source", "the file of the handle cannot be read", { hint: "file-unreadable", cause });
  });
  return new BlobBytes(file, handle);
}

/** After a reload the browser asks its user again, if this follows a click. */
async function permitted(handle: FileSystemFileHandle & Asking): Promise<File> {
  await handle.requestPermission?.({ mode: "read" }).catch(() => {});
  return handle.getFile();
}

/** Not in TypeScript's library, for only Chromium has it. */
interface Asking {
  requestPermission?(wish: { mode: "read" }): Promise<unknown>;
}

function streamBytes(stream: Stream): Bytes {
  return {
    size: undefined,
    type: "",
    lastModified: undefined,
    cut: (start, end, part) => stream.cut(start, end, part),
    blame: async () => undefined,
    stream,
  };
}
