// @ts-check
// Temporary credentials for Alibaba OSS: AssumeRole, called with ali-oss.

import OSS from "ali-oss";
import { ramPolicy } from "../policy.mjs";

/** @param {import("../clouds.mjs").Cloud} cloud @returns {import("../clouds.mjs").Sts} */
export function ossSts({ bucket, sts, key, roleArn }) {
  const client = new OSS.STS({ endpoint: sts, accessKeyId: key.id, accessKeySecret: key.secret });
  return {
    async issue({ user, prefix, seconds }) {
      const policy = ramPolicy({ bucket, prefix });
      const { credentials } = await client.assumeRole(roleArn, policy, seconds, user, { timeout: PATIENCE_MS });
      return {
        accessKeyId: credentials.AccessKeyId,
        accessKeySecret: credentials.AccessKeySecret,
        sessionToken: credentials.SecurityToken,
        expiration: Date.parse(credentials.Expiration),
      };
    },
  };
}

const PATIENCE_MS = 10_000;
