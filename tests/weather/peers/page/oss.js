// ali-oss with all that its documentation offers: renewal of keys at half their life, retries, Content-MD5.

import { ask, perform } from "./perform.js";

perform(async (place, { file, key, partSize, kept, keep }) => {
  const set = await ask();
  const client = new OSS({
    ...named(set),
    region: `oss-${place.region}`,
    bucket: place.bucket,
    authorizationV4: true,
    retryMax: 10,
    refreshSTSToken: async () => named(await ask()),
    refreshSTSTokenInterval: (set.expiration - set.serverTime) / 2,
  });
  await client.multipartUpload(key, file, {
    partSize,
    disabledMD5: false,
    checkpoint: kept && { ...kept, file },
    progress: (_, checkpoint) => checkpoint && keep({ ...checkpoint, file: undefined }),
  });
});

function named({ accessKeyId, accessKeySecret, sessionToken }) {
  return { accessKeyId, accessKeySecret, stsToken: sessionToken };
}
