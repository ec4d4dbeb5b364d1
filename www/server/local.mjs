// @ts-check
// The local cloud in the shape of a real one: places, STS endpoints, and permanent keys that it makes up.

import { startSts } from "../cloud/sts/index.mjs";
import { PROVIDERS } from "./clouds.mjs";

/** @typedef {import("./clouds.mjs").Provider} Provider */
/** @typedef {{ bucket: string, region: string, endpoint: string, addressing?: "virtual" | "path" | "cname" }} Place */
/** @typedef {Record<Provider, Place> & { accounts: import("../cloud/accounts.mjs").Accounts, close(): Promise<unknown> }} LocalCloud */

/**
 * @param {LocalCloud | undefined} given  closed by whoever started it
 * @param {() => number} now
 */
export async function openLocal(given, now) {
  const cloud = given ?? (await start(now));
  const sts = await startSts({ accounts: cloud.accounts, now, shortestSeconds: 1 });
  const clouds = PROVIDERS.map((provider) => {
    const { bucket, region, endpoint, addressing = "path" } = cloud[provider];
    const key = cloud.accounts.permanent(provider);
    const reached = { sts: sts[provider].endpoint, key, roleArn: sts.oss.roleArn };
    return [provider, { local: true, bucket, region, endpoint, addressing, ...reached }];
  });
  return {
    clouds: /** @type {Record<Provider, import("./clouds.mjs").Cloud>} */ (Object.fromEntries(clouds)),
    async close() {
      await sts.close();
      if (!given) await cloud.close();
    },
  };
}

/** @param {() => number} now @returns {Promise<LocalCloud>} */
async function start(now) {
  const { startCloud } = await import("../cloud/index.mjs");
  return startCloud({ now });
}
