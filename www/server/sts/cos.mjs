// @ts-check
// Temporary credentials for Tencent COS: GetFederationToken, called with tencentcloud-sdk-nodejs-sts.

import { Agent } from "node:http";
import tencent from "tencentcloud-sdk-nodejs-sts";
import { camPolicy } from "../policy.mjs";

/** @param {import("../clouds.mjs").Cloud} cloud @returns {import("../clouds.mjs").Sts} */
export function cosSts({ bucket, region, sts, key }) {
  const client = new tencent.sts.v20180813.Client({
    credential: { secretId: key.id, secretKey: key.secret },
    region,
    profile: { httpProfile: httpProfile(new URL(sts)) },
  });
  return {
    async issue({ prefix, seconds }) {
      const Policy = encodeURIComponent(JSON.stringify(camPolicy({ bucket, region, prefix })));
      const reply = await client.GetFederationToken({ Name: CALLER, Policy, DurationSeconds: seconds });
      const { Credentials: { TmpSecretId, TmpSecretKey, Token } = {}, ExpiredTime } = reply;
      if (!TmpSecretId || !TmpSecretKey || !Token || !ExpiredTime)
        throw new Error("GetFederationToken answered without credentials.");
      return {
        accessKeyId: TmpSecretId,
        accessKeySecret: TmpSecretKey,
        sessionToken: Token,
        // This call does not tell when the set began, but its end is exactly one life later.
        startTime: (ExpiredTime - seconds) * 1000,
        expiration: ExpiredTime * 1000,
      };
    },
  };
}

/** An agent of its own keeps calls to this machine away from a proxy named in the environment. */
function httpProfile(/** @type {URL} */ { protocol, host }) {
  const reach = { protocol: `${protocol}//`, endpoint: host, reqTimeout: PATIENCE_SECONDS };
  return protocol === "http:" ? { ...reach, agent: new Agent() } : reach;
}

/** Letters alone are allowed here. */
const CALLER = "trebucket";
const PATIENCE_SECONDS = 10;
