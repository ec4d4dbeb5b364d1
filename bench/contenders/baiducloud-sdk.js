/** Baidu's own SDK. */
import { BosClient } from "@baiducloud/sdk";
import { each } from "./raw.js";
import { CREDENTIALS } from "./trebucket.js";

export const title = "@baiducloud/sdk";

export function large({ cloud, file, partSize: chunkSize, parallel: partConcurrency }) {
  return new Promise((resolve, reject) => {
    const upload = open(cloud).putSuperObject({
      ...{ bucketName: "bench", objectName: "large", data: file, chunkSize, partConcurrency },
      onStateChange: (state, { message }) => {
        if (state === "completed") resolve();
        else if (state === "failed") reject(new Error(message));
      },
    });
    upload.start();
  });
}

export async function many({ cloud, files, parallel }) {
  const client = open(cloud);
  await each(files.length, parallel, (at) => client.putObjectFromBlob("bench", `small-${at}`, files[at]));
}

export function open(endpoint) {
  const { accessKeyId: ak, accessKeySecret: sk, sessionToken } = CREDENTIALS;
  return new BosClient({ endpoint, credentials: { ak, sk }, sessionToken });
}
