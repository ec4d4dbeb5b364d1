/** Fetches an object whole, and tells how far it is. */

import { UploadError, type Voice } from "./errors.ts";
import { Meter } from "./progress.ts";
import type { DownloadOptions } from "./types.ts";

/** Reads the response to its end. */
export async function download(
  ask: (headers: Record<string, string>, signal: AbortSignal | undefined) => Promise<Response>,
  { range, onProgress, signal }: DownloadOptions,
  voice: Voice,
): Promise<Blob> {
  const response = await ask(range ? { range: `bytes=${range[0]}-${range[1]}` } : {}, signal);
  if (!response.ok) {
    const { status } = response;
    const code = status === 403 ? "permission" : "server";
    throw new UploadError(code, `the cloud answered ${status} to the download`, { ...voice, status });
  }
  if (!onProgress || !response.body) return response.blob();
  const chunks: BlobPart[] = [];
  const meter = new Meter(Number(response.headers.get("content-length")) || undefined);
  const reader = response.body.getReader();
  let read = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value as BlobPart);
    read += next.value.length;
    meter.fly(0, read, performance.now());
    onProgress(meter.read(false));
  }
  meter.finish(read);
  onProgress(meter.read(true));
  return new Blob(chunks, { type: response.headers.get("content-type") ?? "" });
}
