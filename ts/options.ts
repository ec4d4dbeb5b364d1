/** Checks an uploader's options before the core is there, in the words of `src/bucket/options.rs` and `src/spec.rs`. */

import { UploadError } from "./errors.ts";
import { chooseLocale, type Hint, type Locale } from "./hints.ts";
import type { BucketOptions, UploaderOptions } from "./types.ts";

/** Throws `invalid-argument` at the first option that cannot be used. */
export function checkUploader(options: UploaderOptions): void {
  const locale = chooseLocale(options?.locale);
  checkBucket(options ?? {}, locale);
  number(options, "concurrency", 1, CONCURRENCY_MAX, locale);
  number(options, "partSize", 1, PART_SIZE_MAX, locale);
  number(options, "patience", 0, Number.MAX_SAFE_INTEGER, locale);
  number(options, "trafficLimit", 1, Number.MAX_SAFE_INTEGER, locale);
  const { checksum = "crc64", credentials } = options;
  if (!["crc64", "md5", "none"].includes(checksum)) {
    throw refused("number", `checksum "${checksum}" is none of crc64, md5, none`, locale);
  }
  if (!credentials || (typeof credentials === "object" && "url" in credentials && !credentials.url)) {
    throw refused("credential-id", "credentials is missing: the URL of an app server, a function, or a set", locale);
  }
}

/** Throws `invalid-argument` where a bucket's options make no address. */
export function checkBucket(options: BucketOptions, locale: Locale): void {
  const { provider, bucket, signature } = options;
  if (!["oss", "bos", "cos"].includes(provider)) throw refused("provider", "provider must be oss, bos or cos", locale);
  if (signature !== undefined && (provider !== "oss" || !["v4", "v1"].includes(signature))) {
    throw refused("signature", "signature is v4 or v1, and only for oss", locale);
  }
  if (typeof bucket !== "string" || bucket.length < 3 || !LABEL.test(bucket)) {
    throw refused("bucket", "bucket is missing or malformed", locale);
  }
  if (provider === "cos" && !/-\d+$/.test(bucket)) {
    throw refused("bucket-appid", "bucket lacks the appid: photos-1250000000", locale);
  }
  checkRegion(options, locale);
  checkEndpoint(options, locale);
}

function checkRegion({ provider, region, endpoint, signature }: BucketOptions, locale: Locale): void {
  const signed = provider === "oss" && signature !== "v1";
  if (!region && endpoint !== undefined && !signed) return;
  if (
    typeof region !== "string" ||
    !/^[a-z0-9-]{1,63}$/.test(provider === "oss" ? region.replace(/^oss-/, "") : region)
  ) {
    throw refused("region", "region is missing or malformed", locale);
  }
}

function checkEndpoint({ endpoint, addressing }: BucketOptions, locale: Locale): void {
  const ways = ["virtual", "path", "cname"];
  if (addressing !== undefined && !ways.includes(addressing)) {
    throw refused("addressing", "addressing must be virtual, path or cname", locale);
  }
  if (endpoint === undefined) {
    if (addressing === "cname") throw refused("addressing", 'addressing "cname" needs an endpoint', locale);
    return;
  }
  const host = ORIGIN.exec(String(endpoint))?.[1];
  if (!host) throw refused("endpoint", "endpoint is not an origin such as https://img.example.com", locale);
  if (addressing === "virtual" && /^(\[.*\]|[\d.]+)$/.test(host)) {
    throw refused("addressing", "an IP address cannot carry the bucket in its name", locale);
  }
}

type Numeric = "concurrency" | "partSize" | "patience" | "trafficLimit";

function number(options: UploaderOptions, name: Numeric, least: number, most: number, locale: Locale): void {
  const value = options[name];
  if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) return;
  throw refused("number", `${name} is not a whole number in range`, locale);
}

function refused(hint: Hint, message: string, locale: Locale): UploadError {
  return new UploadError("invalid-argument", message, { hint, locale });
}

/** What can be a label of a host name. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const ORIGIN = /^https?:\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[1-9]\d{0,4})?\/?$/i;
const CONCURRENCY_MAX = 64;
/** No cloud takes a part above 5 GiB. */
const PART_SIZE_MAX = 5 * 2 ** 30;
