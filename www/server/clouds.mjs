// @ts-check
// Which clouds there are, and where: real ones whose keys stand in the environment, the local cloud for all others.

import { bosSts } from "./sts/bos.mjs";
import { cosSts } from "./sts/cos.mjs";
import { ossSts } from "./sts/oss.mjs";

/** @typedef {import("../cloud/sts/policy.mjs").Provider} Provider */
/** @typedef {{ accessKeyId: string, accessKeySecret: string, sessionToken: string, expiration: number, startTime?: number }} Set  times in ms */
/** @typedef {{ issue(asked: { user: string, prefix: string, seconds: number }): Promise<Set> }} Sts */
/**
 * @typedef {object} Cloud
 * @property {boolean} local
 * @property {string} bucket
 * @property {string} region
 * @property {string} [endpoint]  of the bucket
 * @property {"virtual" | "path" | "cname"} [addressing]
 * @property {string} sts  its endpoint
 * @property {{ id: string, secret: string }} key  permanent
 * @property {string} [roleArn]  OSS only
 */

/** The environment is set half-way; the message names what is missing, and no value. */
export class SetupError extends Error {}

/**
 * The clouds whose keys stand in the environment.
 * @param {Record<string, string | undefined>} env
 * @returns {Partial<Record<Provider, Cloud>>}
 */
export function realClouds(env) {
  /** @type {Partial<Record<Provider, Cloud>>} */
  const clouds = {};
  for (const provider of PROVIDERS) {
    const { name, required } = SETTINGS[provider];
    const missing = Object.values(required).filter((variable) => !env[variable]);
    if (missing.length === Object.keys(required).length) continue;
    if (missing.length > 0) {
      throw new SetupError(
        `${name} is set up half-way: ${missing.join(", ")} missing. Set all of its variables or none.`,
      );
    }
    clouds[provider] = realCloud(provider, (variable) => env[variable]);
  }
  return clouds;
}

/** @param {Provider} provider @param {Cloud} cloud */
export function stsOf(provider, cloud) {
  return STS[provider](cloud);
}

/** What the page needs for its Uploader, and no key. */
export function placeOf(/** @type {Cloud} */ { bucket, region, endpoint, addressing }) {
  return { bucket, region, ...(endpoint ? { endpoint } : {}), ...(addressing ? { addressing } : {}) };
}

/**
 * @param {Provider} provider
 * @param {(variable: string) => string | undefined} env
 * @returns {Cloud}
 */
function realCloud(provider, env) {
  const { required, optional, sts } = SETTINGS[provider];
  const text = (/** @type {string} */ variable) => env(variable) ?? "";
  const endpoint = env(optional.endpoint);
  return {
    local: false,
    bucket: text(required.bucket),
    region: text(required.region).replace(/^oss-/, ""),
    ...(endpoint ? { endpoint } : {}),
    sts: env(optional.sts) ?? sts,
    key: { id: text(required.id), secret: text(required.secret) },
    ...(required.roleArn ? { roleArn: text(required.roleArn) } : {}),
  };
}

const STS = { oss: ossSts, bos: bosSts, cos: cosSts };

/** @type {readonly Provider[]} */
export const PROVIDERS = ["oss", "bos", "cos"];

/**
 * The names that each cloud's own tools use, where there are such.
 * @type {Record<Provider, { name: string, sts: string, optional: { endpoint: string, sts: string },
 *   required: { id: string, secret: string, bucket: string, region: string, roleArn?: string } }>}
 */
const SETTINGS = {
  oss: {
    name: "Alibaba OSS",
    sts: "https://sts.aliyuncs.com",
    optional: { endpoint: "OSS_ENDPOINT", sts: "OSS_STS_ENDPOINT" },
    required: {
      id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
      secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
      roleArn: "OSS_ROLE_ARN",
      bucket: "OSS_BUCKET",
      region: "OSS_REGION",
    },
  },
  bos: {
    name: "Baidu BOS",
    sts: "https://sts.bj.baidubce.com",
    optional: { endpoint: "BOS_ENDPOINT", sts: "BOS_STS_ENDPOINT" },
    required: {
      id: "BCE_ACCESS_KEY_ID",
      secret: "BCE_SECRET_ACCESS_KEY",
      bucket: "BOS_BUCKET",
      region: "BOS_REGION",
    },
  },
  cos: {
    name: "Tencent COS",
    sts: "https://sts.tencentcloudapi.com",
    optional: { endpoint: "COS_ENDPOINT", sts: "COS_STS_ENDPOINT" },
    required: {
      id: "TENCENTCLOUD_SECRET_ID",
      secret: "TENCENTCLOUD_SECRET_KEY",
      bucket: "COS_BUCKET",
      region: "COS_REGION",
    },
  },
};
