/** The default entry: works everywhere without being set up. */

export { type ErrorCode, UploadError } from "./errors.ts";
export type { Locale } from "./hints.ts";
export type * from "./types.ts";
export { Uploader } from "./uploader.ts";
