/** An interrupted upload, offered to the caller after a reload. */

import { UploadError, type Voice } from "./errors.ts";
import type { Memory } from "./memory.ts";
import type { Kept } from "./shelf.ts";
import { type Bytes, type Held, hold } from "./source.ts";
import type { FetchOptions, ResumableUpload, Upload, UploadOptions } from "./types.ts";

/** What going on and giving up need of an uploader. */
export interface Going {
  voice: Voice;
  memory: Memory;
  start(source: Held, options: UploadOptions): Upload;
  fetch(key: string, init: FetchOptions): Promise<Response>;
}

/** What was kept, with what can be done about it. */
export function offer(kept: Kept, going: Going): ResumableUpload {
  const { key, size, sent, when, wish } = kept;
  return {
    key,
    size,
    sent,
    when,
    resume: (file = kept.handle, given = {}) => {
      const headers = { ...wish?.headers, ...given.headers };
      return going.start({ size, open: () => reopen(file, kept, headers, going) }, { ...wish, headers, key });
    },
    discard: () => discard(kept, going),
  };
}

async function reopen(
  file: Blob | FileSystemFileHandle | undefined,
  kept: Kept,
  headers: Record<string, string>,
  going: Going,
): Promise<Bytes> {
  const { voice } = going;
  const lacks = kept.withheld?.filter((name) => !Object.keys(headers).some((other) => same(name, other)));
  if (lacks?.length) {
    const message = `headers that are not kept must be given again: ${lacks.join(", ")}`;
    throw new UploadError("invalid-argument", message, { ...voice, hint: "header" });
  }
  if (!file) throw new UploadError("source", "the file must be chosen again", { ...voice, hint: "file-unreadable" });
  const bytes = await hold(file).open();
  // The date belongs to the checkpoint's id: bytes that are the same may come with another.
  if (await going.memory.recognises(bytes, kept))
    return Object.create(bytes, { lastModified: { value: kept.lastModified } });
  throw new UploadError("source", "this is not the file that was interrupted", { ...voice, hint: "file-changed" });
}

async function discard(kept: Kept, going: Going): Promise<void> {
  await abandon(kept, going);
  await going.memory.drop(kept);
}

/** Aborts on the cloud what a checkpoint tells of. One that cannot be read tells of nothing. */
export async function abandon(
  { key, checkpoint }: Kept,
  { voice, fetch }: Pick<Going, "voice" | "fetch">,
): Promise<void> {
  const uploadId = named(checkpoint);
  if (!uploadId) return;
  const { ok, status } = await fetch(key, { method: "DELETE", query: { uploadId } });
  if (ok || status === 404) return;
  const message = `the cloud answered ${status} to the abort`;
  throw new UploadError(status === 403 ? "permission" : "server", message, { ...voice, hint: "policy", status });
}

function named(checkpoint: unknown): string | undefined {
  try {
    return JSON.parse(String(checkpoint)).uploadId;
  } catch {
    return undefined;
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
