/**
 * Element Plus's `el-upload` on an `Uploader`: progress by bytes, and an abort that aborts.
 *
 * ```vue
 * <script setup>
 * import { httpRequest } from "trebucket/element";
 *
 * const request = httpRequest(uploader, { prefix: "users/42/" });
 * </script>
 *
 * <template><el-upload :http-request="request" multiple /></template>
 * ```
 *
 * Removing a file from the list, or calling the component's `abort`, cuts the file's requests and aborts its multipart
 * on the cloud. `el-upload` lets uploads go on when it is unmounted; call its `abort` first where that is not wanted.
 */

import type { UploadResult } from "../types.ts";
import { begin, type FileOptions, type Target } from "./named.ts";

export type { FileOptions, Target } from "./named.ts";

/** What el-upload hands over for each file; the rest of it belongs to form uploads. */
export interface ElementRequest {
  file: File;
  onProgress: (event: ProgressEvent & { percent: number }) => void;
  onSuccess: (result: UploadResult) => void;
  onError: (error: Error & { status: number; method: string; url: string }) => void;
}

/** Gives the function for el-upload's `http-request`. `file.response` of a finished file is the `UploadResult`. */
export function httpRequest(uploader: Target, options?: FileOptions): (request: ElementRequest) => XMLHttpRequest {
  return ({ file, onProgress, onSuccess, onError }) => {
    const upload = begin(uploader, file, options);
    let left = false;
    upload.on("progress", ({ sent, total = 0, fraction }) => {
      if (left) return;
      const event = new ProgressEvent("progress", { lengthComputable: total > 0, loaded: sent, total });
      onProgress(Object.assign(event, { percent: fraction * 100 }));
    });
    upload.done().then(
      (result) => left || onSuccess(result),
      (error) => left || onError(error),
    );
    // el-upload aborts nothing but an XMLHttpRequest. This one is never opened.
    return Object.assign(new XMLHttpRequest(), {
      abort() {
        left = true;
        void upload.abort();
      },
    });
  };
}
