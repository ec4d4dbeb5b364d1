// cos-js-sdk-v5 with keys given on demand and Content-MD5; it remembers unfinished uploads by itself.

import { ask, perform } from "./perform.js";

perform(async (place, { file, key, partSize, keep }) => {
  const client = new COS({
    Protocol: "http:",
    UploadCheckContentMd5: true,
    // It has no way to be told of a failure but a set without keys.
    getAuthorization: (_, callback) =>
      void ask().then(
        (set) => callback(named(set)),
        () => callback({}),
      ),
  });
  await client.sliceUploadFile({
    Bucket: place.bucket,
    Region: place.region,
    Key: key,
    Body: file,
    SliceSize: partSize,
    ChunkSize: partSize,
    onTaskReady: (task) => keep(task),
  });
});

function named({ accessKeyId, accessKeySecret, sessionToken, startTime, expiration }) {
  return {
    TmpSecretId: accessKeyId,
    TmpSecretKey: accessKeySecret,
    SecurityToken: sessionToken,
    StartTime: startTime / 1000,
    ExpiredTime: expiration / 1000,
  };
}
