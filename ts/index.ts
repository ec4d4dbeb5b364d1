/** The default entry: works everywhere without being set up. */
export { UploadError } from "./errors.ts";
