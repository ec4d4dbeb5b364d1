// @ts-check
// Temporary credentials for Baidu BOS: GetSessionToken, called with @baiducloud/sdk.

import { globalAgent } from "node:https";
import { STS } from "@baiducloud/sdk";
import { bosAccessControlList } from "../policy.mjs";

// The SDK asks for connections whose certificate nobody looks at; what the agent says overrides that.
globalAgent.options.rejectUnauthorized = true;

/** @param {import("../clouds.mjs").Cloud} cloud @returns {import("../clouds.mjs").Sts} */
export function bosSts({ bucket, sts, key }) {
  const client = new STS({ endpoint: sts, credentials: { ak: key.id, sk: key.secret } });
  return {
    async issue({ prefix, seconds }) {
      const accessControlList = bosAccessControlList({ bucket, prefix });
      const { body } = await inTime(client.getSessionToken(seconds, { accessControlList }));
      return {
        accessKeyId: body.accessKeyId,
        accessKeySecret: body.secretAccessKey,
        sessionToken: body.sessionToken,
        startTime: Date.parse(body.createTime),
        expiration: Date.parse(body.expiration),
      };
    },
  };
}

/** The SDK itself waits for ever. @template T @param {Promise<T>} call @returns {Promise<T>} */
async function inTime(call) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer in time.")), PATIENCE_MS);
  });
  try {
    return await Promise.race([call, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

const PATIENCE_MS = 10_000;
