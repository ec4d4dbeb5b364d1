/** What every adapter is told about the files it passes on, and the upload made of it. */

import type { Upload, UploadOptions } from "../types.ts";
import type { Uploader } from "../uploader.ts";

/** Whatever takes files: an `Uploader`, of this copy of the package or another. */
export type Target = Pick<Uploader, "upload">;

/** How files are written; the same for every file of a component, but for what the functions answer. */
export interface FileOptions extends Omit<UploadOptions, "key" | "onProgress" | "signal"> {
  /** Comes before the file's name in the key: `users/42/`. Files picked as folders keep their paths below it. */
  prefix?: string;
  /** The whole key instead, asked once credentials have arrived. Two files under one key replace each other. */
  key?: (file: File, context: { credentials: unknown }) => string | Promise<string>;
}

/** Passes a file on. `path` is where the file lay in its folder, if the component knows. */
export function begin(target: Target, file: File, options: FileOptions = {}, path = pathOf(file)): Upload {
  const { prefix = "", key, ...rest } = options;
  return target.upload(file, { ...rest, key: key ? (context) => key(file, context) : `${prefix}${path}` });
}

/** The path below the folder that was picked, with the folder's name, or the file's name. */
export function pathOf(file: Blob | string): string {
  const { webkitRelativePath, name } = file as Partial<File>;
  return webkitRelativePath || name || "file";
}
