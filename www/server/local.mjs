// @ts-check
// The local cloud in the shape of a real one: places, STS endpoints, and permanent keys that it makes up.

import { startCloud } from "../cloud/index.mjs";
import { startSts } from "../cloud/sts/index.mjs";
import { PROVIDERS } from "./clouds.mjs";

/** @typedef {import("./clouds.mjs").Provider} Provider */
/** @typedef {{ bucket: string, region: string, endpoint: string, addressing?: "virtual" | "path" | "cname" }} Place */

/** @typedef {Record<Provider, Place> & { accounts: import("../cloud/accounts.mjs").Accounts }} LocalCloud  what `startCloud` answers, as far as it is used here */

/**
 * @param {LocalCloud | undefined} given  closed by whoever started it
 * @param {() => number} now
 */
export async function openLocal(given, now) {
  const own = given ? undefined : await startCloud({ now });
  const cloud = /** @type {LocalCloud} */ (given ?? own);
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
      await own?.close();
    },
  };
}
