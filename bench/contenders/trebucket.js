/** This package as a page uses it, everything at its defaults but what the row prescribes. */
import { Uploader } from "trebucket";

export const title = "trebucket";

export async function large({ cloud, file, partSize, parallel, checksum }) {
  const uploader = open({ cloud, parallel, checksum });
  const result = await uploader.upload(file, { key: "large", partSize, onProgress: watcher() }).done();
  uploader.close();
  return { verified: result.verified, parts: result.parts };
}

/** All files are queued at once. */
export async function many({ cloud, files, parallel, checksum }) {
  let fetches = 0;
  const uploader = open({ cloud, parallel, checksum, fetched: () => (fetches += 1) });
  const uploads = files.map((file, at) => uploader.upload(file, { key: `small-${at}` }));
  const results = await Promise.all(uploads.map((upload) => upload.done()));
  uploader.close();
  return { verified: results.every((result) => result.verified), fetches };
}

/** Files that wait for a credential which never comes, weighed beside one that waits. */
export async function waiting({ cloud, files }) {
  const uploader = open({ cloud, credentials: () => new Promise(() => {}) });
  const wait = async (some, moment) => {
    const uploads = some.map((file, at) => uploader.upload(file, { key: `${moment}-${at}` }));
    for (const upload of uploads) upload.done().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    await globalThis.weigh(moment);
    return uploads.every(({ state }) => state === "queued");
  };
  const queued = [await wait(files.slice(0, 1), "one waits"), await wait(files.slice(1), "all wait")];
  uploader.close();
  return { queued: queued.every(Boolean) };
}

/** Has memory noted at 5 % and 95 %, each once. */
function watcher() {
  const moments = [0.05, 0.5, 0.95];
  return ({ fraction }) => {
    if (fraction >= moments[0]) globalThis.note(`at ${Math.round(moments.shift() * 100)} %`);
  };
}

export function open({ cloud, parallel, checksum, fetched, credentials }) {
  return new Uploader({
    provider: "oss",
    bucket: "bench",
    region: "cn-hangzhou",
    endpoint: cloud,
    concurrency: parallel,
    checksum,
    credentials:
      credentials ??
      (() => {
        fetched?.();
        return { ...CREDENTIALS, expiration: Date.now() + 3_600_000, serverTime: Date.now() };
      }),
  });
}

/** ms after which every file of a queue is known to the core. */
const SETTLED = 3_000;

export const CREDENTIALS = {
  accessKeyId: "STS.fakefakefakefakefake",
  accessKeySecret: "fakefakefakefakefakefakefakefake",
  sessionToken: "fake-token".repeat(60),
};
