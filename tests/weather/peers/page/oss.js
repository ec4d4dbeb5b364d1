// ali-oss with the renewal of keys that its documentation shows, at half their life.

import { ask, perform } from "./perform.js";

perform(async (place, { file, key, partSize, kept, keep }) => {
  const set = await ask();
  const client = new OSS({
    ...named(set),
    region: `oss-${place.region}`,
    bucket: place.bucket,
    authorizationV4: true,
    refreshSTSToken: async () => named(await ask()),
    refreshSTSTokenInterval: (set.expiration - set.serverTime) / 2,
  });
  await client.multipartUpload(key, file, {
    partSize,
    checkpoint: kept && { ...kept, file },
    progress: (_, checkpoint) => checkpoint && keep({ ...checkpoint, file: undefined }),
  });
});

function named({ accessKeyId, accessKeySecret, sessionToken }) {
  return { accessKeyId, accessKeySecret, stsToken: sessionToken };
}
