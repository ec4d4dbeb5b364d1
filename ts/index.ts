/** The default entry: works everywhere without being set up. */

export { type ErrorCode, UploadError } from "./errors.ts";
export type { Locale } from "./hints.ts";
export {
  createSigner,
  type Explanation,
  type FormPolicy,
  readCredentials,
  type SignedRequest,
  type Signer,
  type SignOptions,
  type SignRequest,
} from "./signer.ts";
export type * from "./types.ts";
export { Uploader } from "./uploader.ts";
