/** Tencent's own SDK. */
import COS from "cos-js-sdk-v5";
import { CREDENTIALS } from "./trebucket.js";

export const title = "cos-js-sdk-v5";

export async function large({ cloud, file, partSize, parallel, checksum }) {
  await open(cloud, { ChunkParallelLimit: parallel, UploadCheckContentMd5: checksum === "md5" }).sliceUploadFile({
    ...PLACE,
    Key: "large",
    Body: file,
    ...(partSize && { ChunkSize: partSize }),
  });
}

/** All files are queued at once. */
export async function many({ cloud, files, parallel }) {
  const client = open(cloud, { FileParallelLimit: parallel });
  const list = files.map((Body, at) => ({ ...PLACE, Key: `small-${at}`, Body }));
  await client.uploadFiles({ files: list, SliceSize: 1 << 30 });
}

export function open(cloud, more) {
  const { accessKeyId: TmpSecretId, accessKeySecret: TmpSecretKey, sessionToken: SecurityToken } = CREDENTIALS;
  const wanted = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
  return new COS({
    Domain: new URL(cloud).host,
    Protocol: "http:",
    getAuthorization: (_, give) => {
      const StartTime = Math.floor(Date.now() / 1000);
      give({ TmpSecretId, TmpSecretKey, SecurityToken, StartTime, ExpiredTime: StartTime + 3600 });
    },
    ...wanted,
  });
}

const PLACE = { Bucket: "bench-1250000000", Region: "ap-guangzhou" };
