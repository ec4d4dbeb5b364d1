/** Alibaba's own SDK. */
import OSS from "ali-oss";
import { each } from "./raw.js";
import { CREDENTIALS } from "./trebucket.js";

export const title = "ali-oss";

export async function large({ cloud, file, partSize, parallel, checksum }) {
  await open(cloud).multipartUpload("large", file, { partSize, parallel, disabledMD5: checksum !== "md5" });
}

export async function many({ cloud, files, parallel }) {
  const client = open(cloud);
  await each(files.length, parallel, (at) => client.put(`small-${at}`, files[at]));
}

export function open(endpoint) {
  const { accessKeyId, accessKeySecret, sessionToken: stsToken } = CREDENTIALS;
  return new OSS({ accessKeyId, accessKeySecret, stsToken, endpoint, bucket: "bench", timeout: 600_000 });
}
