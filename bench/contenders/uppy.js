/** Uppy with its S3 plugin, signing in the page. */
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { CREDENTIALS } from "./trebucket.js";

export const title = "@uppy/aws-s3";

export async function large({ cloud, file, partSize }) {
  await upload(cloud, [file], { shouldUseMultipart: true, ...(partSize && { getChunkSize: () => partSize }) });
}

export async function many({ cloud, files, parallel }) {
  await upload(cloud, files, { ...(parallel && { limit: parallel }) });
}

async function upload(cloud, files, options) {
  const { accessKeyId, accessKeySecret: secretAccessKey, sessionToken } = CREDENTIALS;
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const uppy = new Uppy().use(AwsS3, {
    s3Endpoint: `${cloud}/bench`,
    region: "us-east-1",
    getCredentials: async () => ({ credentials, bucket: "bench", region: "us-east-1" }),
    ...options,
  });
  uppy.addFiles(files.map((data, at) => ({ name: `file-${at}`, data })));
  const { failed } = await uppy.upload();
  if (failed.length) throw new Error(failed[0].error);
}
