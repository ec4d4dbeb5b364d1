/** Random requests as a caller might make them, within what each cloud allows. */
import type { BucketOptions, Credentials, SignOptions, SignRequest } from "../../../dist/index.js";
import type { Dice } from "./dice.ts";

/** One throw of the dice. */
export interface Drawn {
  bucket: BucketOptions;
  request: SignRequest & { key: string; query: Record<string, string>; headers: Record<string, string> };
  credentials: Credentials;
  options: SignOptions & { at: number };
}

/** Which signer is drawn for. */
export type Signature = "oss v4" | "oss v1" | "bos" | "cos";

export function draw(signature: Signature, dice: Dice): Drawn {
  const at = 1_420_070_400_000 + dice.below(20 * 365 * 86_400) * 1000;
  return {
    bucket: drawBucket(signature, dice),
    request: {
      method: dice.pick(["GET", "PUT", "POST", "DELETE", "HEAD"]),
      key: dice.chance(4) ? "" : drawKey(signature, dice),
      query: drawQuery(signature, dice),
      headers: drawHeaders(signature, dice),
    },
    credentials: drawCredentials(signature, dice, at),
    options: { at, ...(dice.chance(50) ? { expiresIn: 60 + dice.below(86_400) } : {}) },
  };
}

export function drawKey(signature: Signature, dice: Dice): string {
  const limit = signature === "cos" ? 850 : 1023;
  const size = dice.chance(5) ? limit : 1 + dice.below(dice.chance(25) ? 300 : 40);
  let key = "";
  while (bytes(key) < size) {
    const next = key + (dice.chance(8) ? "/" : dice.character());
    key = bytes(next) <= size ? next : `${key}k`;
  }
  const allowed =
    signature === "cos" ? [...key].filter((one) => !COS_FORBIDS.includes(one.charCodeAt(0))).join("") : key;
  const started = allowed.replace(/^[/\\]/, "s");
  const reachable = started.split("/").map((segment) => (/^\.\.?$/.test(segment) ? "d" : segment));
  return reachable.join("/") || "k";
}

function drawBucket(signature: Signature, dice: Dice): BucketOptions {
  const [provider, version] = signature.split(" ") as ["oss" | "bos" | "cos", "v4" | "v1" | undefined];
  const name = dice.word("abcxyz019", 3, 20);
  const bucket = provider === "cos" ? `${name}-${1_250_000_000 + dice.below(1000)}` : name;
  const region = {
    oss: dice.pick(["cn-hangzhou", "ap-southeast-1"]),
    bos: dice.pick(["bj", "gz"]),
    cos: "ap-guangzhou",
  }[provider];
  const options: BucketOptions = { provider, bucket, region, ...(version ? { signature: version } : {}) };
  const address = dice.below(5);
  if (address === 1) return { ...options, addressing: "path" };
  if (address === 2) return { ...options, endpoint: "https://img.example.com", addressing: "cname" };
  if (address === 3) return { ...options, endpoint: `http://cloud.test:${1024 + dice.below(60_000)}` };
  if (address === 4) return { ...options, endpoint: `http://127.0.0.1:${1024 + dice.below(60_000)}` };
  return options;
}

function drawQuery(signature: Signature, dice: Dice): Record<string, string> {
  const query: Record<string, string> = dice.pick([
    {},
    { uploads: "" },
    { uploadId: dice.word(LETTERS, 8, 32), partNumber: String(1 + dice.below(10_000)) },
    { uploadId: dice.word(LETTERS, 8, 32) },
  ]);
  while (dice.chance(40)) {
    const value = dice.chance(15) ? "" : dice.text(0, 20);
    if (signature === "oss v1") query[dice.pick([...SIGNED_V1, ...UNSIGNED_V1])] = value;
    // cos-nodejs-sdk-v5 sorts names before it encodes them: such names stay with the vectors.
    else if (signature === "cos") query[`p${dice.word("abcxyz019-", 0, 8)}`] = value;
    else query[`p${dice.text(0, 6)}`] = value;
  }
  return query;
}

function drawHeaders(signature: Signature, dice: Dice): Record<string, string> {
  const prefix = { oss: "x-oss-", bos: "x-bce-", cos: "x-cos-" }[signature.slice(0, 3)];
  const headers: Record<string, string> = {};
  if (dice.chance(60)) headers[dice.pick(["content-type", "Content-Type"])] = dice.pick(TYPES);
  if (dice.chance(20)) headers["Content-MD5"] = `${dice.word(`${LETTERS}+/`, 22, 22)}==`;
  if (dice.chance(20)) headers["Cache-Control"] = "max-age=600, public";
  if (dice.chance(20))
    headers["content-disposition"] = `attachment; filename="${dice.word(`${LETTERS} ()%;,`, 1, 20)}"`;
  if (dice.chance(10)) headers["If-Match"] = `"${dice.word("0123456789abcdef", 32, 32)}"`;
  while (dice.chance(50)) {
    const name = `${prefix}${dice.pick(["meta-", "Meta-", ""])}n${dice.word("abcxyz019-", 0, 10)}`;
    const value = `v${dice.word(ASCII, 0, 30)}`;
    headers[name.toLowerCase()] = dice.chance(20) ? ` ${value}\t` : value;
  }
  return headers;
}

function drawCredentials(signature: Signature, dice: Dice, at: number): Credentials {
  const credentials: Credentials = {
    accessKeyId: dice.word(LETTERS, 10, 30),
    accessKeySecret: dice.word(`${LETTERS}+/=`, 20, 44),
    sessionToken: dice.chance(25) ? "" : dice.word(`${LETTERS}+/=-_.~`, 20, 300),
  };
  if (signature !== "cos" || dice.chance(50)) return credentials;
  const [startTime, expiration] = [at - dice.below(900_000), at + 60_000 + dice.below(3_600_000)];
  return { ...credentials, startTime, expiration };
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** As the newest official SDKs list them. */
export const SIGNED_V1 = [
  "acl",
  "tagging",
  "response-content-type",
  "response-cache-control",
  "versionId",
  "x-oss-process",
  "x-oss-traffic-limit",
  "callback-var",
];
const UNSIGNED_V1 = ["prefix", "delimiter", "max-parts", "part-number-marker", "encoding-type", "list-type"];
const TYPES = [
  "text/plain",
  "image/png",
  "application/json; charset=utf-8",
  'multipart/mixed; boundary="a b"',
  "video/mp4",
];
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join("");
const COS_FORBIDS = [10, 13, 24, 25, 26, 27];
