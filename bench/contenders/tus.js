/** tus-js-client, which has a protocol of its own and needs a server that speaks it. */
import { Upload } from "tus-js-client";
import { each } from "./raw.js";

export const title = "tus-js-client";

export function large({ cloud, file, partSize: chunkSize = Number.POSITIVE_INFINITY, parallel: parallelUploads = 1 }) {
  return upload(cloud, file, { chunkSize, parallelUploads });
}

export async function many({ cloud, files, parallel }) {
  await each(files.length, parallel, (at) => upload(cloud, files[at], {}));
}

function upload(cloud, file, options) {
  return new Promise((onSuccess, onError) => {
    new Upload(file, {
      endpoint: `${cloud}/tus`,
      storeFingerprintForResuming: false,
      ...options,
      onSuccess,
      onError,
    }).start();
  });
}
