// @baiducloud/sdk with its resumable upload; it has no way to renew keys.

import { ask, perform } from "./perform.js";

perform(async (place, { file, key, partSize, kept, keep }) => {
  const set = await ask();
  const client = new baidubce.sdk.BosClient({
    endpoint: `http://${place.region}.bcebos.com`,
    credentials: { ak: set.accessKeyId, sk: set.accessKeySecret },
    sessionToken: set.sessionToken,
  });
  await new Promise((resolve, reject) => {
    const upload = client.putSuperObject({
      bucketName: place.bucket,
      objectName: key,
      data: file,
      chunkSize: partSize,
      uploadId: kept ?? undefined,
      onProgress: () => keep(upload.uploadId),
      onStateChange: (state, { message }) => {
        if (state === "completed") resolve();
        if (state === "failed") reject(new Error(message));
      },
    });
    upload.start().catch(reject);
  });
});
