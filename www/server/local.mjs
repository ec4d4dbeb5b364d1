// @ts-check
// The local cloud in the shape of a real one: places, STS endpoints, and permanent keys that it makes up.

import { Accounts } from "../cloud/accounts.mjs";
import { startCloud } from "../cloud/index.mjs";
import { startSts } from "../cloud/sts/index.mjs";
import { PROVIDERS } from "./clouds.mjs";

/** @typedef {import("./clouds.mjs").Provider} Provider */
/** @typedef {{ bucket: string, region: string, endpoint: string, addressing?: "virtual" | "path" | "cname" }} Place */

/**
 * @param {{ cloud?: Record<Provider, Place> | undefined, accounts?: Accounts | undefined, now: () => number }} options
 *   accounts: those that the cloud believes in. A cloud that is given is closed by whoever started it
 */
export async function openLocal({ cloud: given, accounts = new Accounts(), now }) {
  const own = given ? undefined : await startCloud({ accounts, now });
  const cloud = given ?? /** @type {Record<Provider, Place>} */ (own);
  const sts = await startSts({ accounts, now, shortestSeconds: 1 });
  const clouds = PROVIDERS.map((provider) => {
    const { bucket, region, endpoint, addressing = "path" } = cloud[provider];
    const key = accounts.permanent(provider);
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
