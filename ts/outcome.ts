/** How something ends, before it has. */

import { UploadError, type Voice } from "./errors.ts";

/** A promise with its two handles. */
export interface Outcome<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** A promise with its two handles; rejecting it disturbs nobody who does not look. */
export function outcome<T>(): Outcome<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** What an upload rejects with that was given up. */
export function abortion(reason: unknown, voice: Voice): UploadError {
  const message = typeof reason === "string" && reason ? reason : "the upload was aborted";
  return new UploadError("aborted", message, { ...voice, cause: reason });
}
