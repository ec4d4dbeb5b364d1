/**
 * Ant Design's `Upload` and `Upload.Dragger` on an `Uploader`: progress by bytes, and an abort that aborts.
 *
 * ```tsx
 * import { customRequest } from "trebucket/antd";
 *
 * const request = customRequest(uploader, { prefix: "users/42/" });
 * <Upload customRequest={request} multiple />;
 * ```
 *
 * Removing a file from the list, or the component from the page, cuts its requests and aborts its multipart on the cloud.
 */

import type { UploadResult } from "../types.ts";
import { begin, type FileOptions, type Target } from "./named.ts";

export type { FileOptions, Target } from "./named.ts";

/** What antd hands over for each file; the rest of it belongs to form uploads. */
export interface AntdRequest {
  file: Blob | string;
  onProgress?: (event: { percent: number }) => void;
  onSuccess?: (result: UploadResult) => void;
  onError?: (error: Error) => void;
}

/** Gives the function for antd's `customRequest`. `file.response` of a finished file is the `UploadResult`. */
export function customRequest(uploader: Target, options?: FileOptions): (request: AntdRequest) => { abort(): void } {
  return ({ file, onProgress, onSuccess, onError }) => {
    const upload = begin(uploader, file as File, options);
    let left = false;
    upload.on("progress", ({ fraction }) => left || onProgress?.({ percent: fraction * 100 }));
    upload.done().then(
      (result) => left || onSuccess?.(result),
      (error) => left || onError?.(error),
    );
    return {
      abort() {
        left = true;
        void upload.abort();
      },
    };
  };
}
