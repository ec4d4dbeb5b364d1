/** Signing one part, in one page: this package's `signer.sign` and the code the clouds' own SDKs sign with. */
import { Auth } from "@baiducloud/sdk";
import COS from "cos-js-sdk-v5";
import { createSigner } from "trebucket";
import { open as openOss } from "./ali-oss.js";
import { CREDENTIALS } from "./trebucket.js";

export const title = "signers";

/** Microseconds a signature, the best of many short stretches taken in turns. */
export async function sign() {
  const signers = { ...(await ours()), ...theirs() };
  const best = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, once] of Object.entries(signers)) {
      const began = performance.now();
      for (let at = 0; at < BATCH; at++) once(turn * BATCH + at);
      const took = ((performance.now() - began) * 1000) / BATCH;
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, took);
    }
  }
  return best;
}

async function ours() {
  const place = { bucket: "photos-1250000000", region: "cn-hangzhou" };
  const made = {};
  for (const [name, options] of Object.entries({
    "oss v4": { provider: "oss" },
    "oss v1": { provider: "oss", signature: "v1" },
    cos: { provider: "cos", region: "ap-guangzhou" },
    bos: { provider: "bos", region: "bj" },
  })) {
    const signer = await createSigner({ ...place, ...options });
    made[name] = (at) => signer.sign({ method: "PUT", key: KEY, query: query(at) }, CREDENTIALS);
  }
  return made;
}

function theirs() {
  const oss = openOss("https://oss-cn-hangzhou.aliyuncs.com");
  const { accessKeyId: ak, accessKeySecret: sk, sessionToken } = CREDENTIALS;
  const bos = new Auth(ak, sk);
  return {
    "ali-oss v4": (at) => {
      const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
      const headers = {
        "x-oss-date": date,
        "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
        "x-oss-security-token": sessionToken,
      };
      return oss.authorizationV4("PUT", { headers, queries: query(at) }, "photos-1250000000", KEY);
    },
    "ali-oss v1": (at) => {
      const headers = { "x-oss-date": new Date().toUTCString(), "x-oss-security-token": sessionToken };
      return oss.authorization("PUT", `/photos-1250000000/${KEY}`, query(at), headers);
    },
    "cos-js": (at) =>
      COS.getAuthorization({
        ...{ SecretId: ak, SecretKey: sk, Method: "PUT", Key: KEY, Query: query(at) },
        ...{ Bucket: "photos-1250000000", Region: "ap-guangzhou" },
      }),
    baiducloud: (at) => {
      const headers = {
        host: "photos.bj.bcebos.com",
        "x-bce-date": new Date().toISOString(),
        "x-bce-security-token": sessionToken,
      };
      return bos.generateAuthorization("PUT", `/v1/photos/${KEY}`, query(at), headers, Date.now() / 1000, 1800);
    },
  };
}

function query(at) {
  return { partNumber: String((at % 10_000) + 1), uploadId: "0004B9895DBBB6EC98E36D" };
}

const KEY = "users/42/holiday photos/beach.jpg";
const TURNS = 40;
const BATCH = 200;
