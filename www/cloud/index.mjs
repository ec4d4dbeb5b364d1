// @ts-check
// Starts the local OSS, BOS and COS on loopback.

import { once } from "node:events";
import { Accounts } from "./accounts.mjs";
import { bos } from "./bos.mjs";
import { startControl } from "./control.mjs";
import { cos } from "./cos.mjs";
import { Faults } from "./faults.mjs";
import { Journal } from "./journal.mjs";
import { oss } from "./oss.mjs";
import { createCloudServer } from "./serve.mjs";
import { Store } from "./store.mjs";

/**
 * @typedef {object} Cloud  one of the three, as tests and servers use it
 * @property {string} endpoint  "http://127.0.0.1:<port>"; path style
 * @property {string} virtualEndpoint  "http://<service>.localhost:<port>"; browsers resolve the bucket in front of it, Node does not
 * @property {string} bucket  the one that exists from the start
 * @property {string} region
 * @property {(bucket: string, region?: string) => void} addBucket
 * @property {(bucket: string, rules: import("./cors.mjs").Rule[]) => void} cors  replaces the rules of the bucket; [] refuses every page
 * @property {(host: string, bucket: string) => void} cname  the host (with or without port) stands for the bucket from now on
 * @property {(bucket: string, key: string) => { size: number, md5: string, crc64: string, parts: number, headers: Record<string, string> } | undefined} object  what is stored, without a request
 * @property {(bucket: string) => { id: string, key: string, parts: number[] }[]} uploads  unfinished multiparts
 * @property {(bucket: string) => void} expire  forgets all unfinished multiparts, as a rule of its lifecycle does
 * @property {() => Promise<void>} stop  cuts every connection and closes the port; what is stored stays
 * @property {() => Promise<void>} start  opens the same port again
 */

/**
 * Object bytes lie in a temporary folder (inside `folder` if given), which `close` removes.
 * @param {object} [options]
 * @param {Accounts} [options.accounts]  who may do what; shared with the STS services
 * @param {string} [options.folder]
 * @param {() => number} [options.now]  the clouds' clock, ms
 * @param {{ oss?: number, bos?: number, cos?: number }} [options.ports]  0, the default, takes any free one
 * @param {boolean} [options.control]  opens a port for faults and journal too
 */
export async function startCloud(options = {}) {
  const { folder, now = Date.now, accounts = new Accounts({ now }), ports = {}, control = false } = options;
  const faults = new Faults();
  const journal = new Journal();
  const shared = { accounts, faults, journal, now, folder };
  const started = await Promise.all(
    [oss, bos, cos].map((dialect) => startOne(dialect, { ...shared, port: ports[dialect.name] ?? 0 })),
  );
  const [ossCloud, bosCloud, cosCloud] = /** @type {[Cloud, Cloud, Cloud]} */ (started.map(({ cloud }) => cloud));
  const desk = control ? await startControl({ faults, journal }) : undefined;
  return {
    oss: ossCloud,
    bos: bosCloud,
    cos: cosCloud,
    buckets: { oss: oss.bucket, bos: bos.bucket, cos: cos.bucket },
    accounts,
    faults,
    journal,
    ...(desk ? { control: { endpoint: desk.endpoint } } : {}),
    close: async () => {
      await Promise.all([...started, ...(desk ? [desk] : [])].map((one) => one.close()));
    },
  };
}

/** @param {import("./dialect.d.ts").Dialect} dialect @param {any} options */
async function startOne(dialect, { accounts, faults, journal, now, folder, port }) {
  const store = await Store.open(folder);
  store.addBucket(dialect.bucket, dialect.region);
  const cnames = new Map();
  const server = createCloudServer({ dialect, store, accounts, faults, journal, cnames, now });
  const stop = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  const start = async () => {
    server.listen(port || bound, "127.0.0.1");
    await once(server, "listening");
  };
  let bound = 0;
  await start();
  bound = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
  const close = async () => {
    await stop();
    await store.close();
  };
  return { cloud: { ...describe(dialect, store, cnames, bound), stop, start }, close };
}

/** @returns {Omit<Cloud, "stop" | "start">} */
function describe(
  /** @type {import("./dialect.d.ts").Dialect} */ dialect,
  /** @type {Store} */ store,
  /** @type {Map<string, string>} */ cnames,
  /** @type {number} */ port,
) {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    virtualEndpoint: `http://${SERVICE_HOSTS[dialect.name]}.localhost:${port}`,
    bucket: dialect.bucket,
    region: dialect.region,
    addBucket: (bucket, region = dialect.region) => void store.addBucket(bucket, region),
    cors: (bucket, rules) => {
      store.bucket(bucket).rules = rules;
    },
    cname: (host, bucket) => void cnames.set(host.toLowerCase(), bucket),
    object: (bucket, key) => store.bucket(bucket).objects.get(key),
    expire: (bucket) => {
      const all = store.bucket(bucket);
      for (const upload of [...all.uploads.values()]) all.abort(upload);
    },
    uploads: (bucket) =>
      [...store.bucket(bucket).uploads.values()].map(({ id, key, parts }) => ({ id, key, parts: [...parts.keys()] })),
  };
}

const SERVICE_HOSTS = { oss: "oss-cn-hangzhou", bos: "bos.bj", cos: "cos.ap-guangzhou" };
