/** The caller's options as the JSON that the core reads. */

import { UploadError, type Voice } from "./errors.ts";
import type { Bytes } from "./source.ts";
import type { UploaderOptions, UploadOptions } from "./types.ts";

/** What the core's session is opened with. */
export function sessionSpec(options: UploaderOptions): string {
  const { credentials, checkpoints, scope, locale, debug, recorder, ...told } = options;
  const renewable = typeof credentials !== "object" || credentials instanceof URL || "url" in credentials;
  return JSON.stringify({ ...told, renewable, debug: Boolean(debug) });
}

/** What the core is told of one upload. */
export function uploadSpec(
  options: UploadOptions,
  { size, type }: Bytes,
  checkpoint: string | undefined,
  voice: Voice,
): string {
  const { key, signal, onProgress, exists, ...told } = options;
  const contentType = told.contentType ?? (type || undefined);
  const spec = {
    ...told,
    contentType,
    size,
    checkpoint,
    key: typeof key === "function" ? undefined : checked(key, voice),
  };
  return JSON.stringify(spec, (_, value: unknown) => {
    if (typeof value !== "string" || !LONE.test(value)) return value;
    throw new UploadError("invalid-argument", "an option holds half a surrogate pair", { ...voice, hint: "header" });
  });
}

/** A key that survives the way into the core. */
export function checked(key: unknown, voice: Voice): string {
  if (typeof key !== "string" || key === "") {
    throw new UploadError("invalid-argument", "the key is empty", { ...voice, hint: "key-empty" });
  }
  if (!LONE.test(key)) return key;
  throw new UploadError("invalid-argument", "the key holds half a surrogate pair", { ...voice, hint: "key-surrogate" });
}

/** Half a surrogate pair: in Unicode mode, whole pairs do not match. */
const LONE = /[\ud800-\udfff]/u;
