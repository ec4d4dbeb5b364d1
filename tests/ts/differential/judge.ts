/** What arrives at a cloud, and what official SDK code says of it. */
import type { BucketOptions, Credentials, PostForm } from "../../../dist/index.js";
import { verify as verifyBos, verifyForm as verifyBosForm } from "../../../www/cloud/verify/bos.mjs";
import { verify as verifyCos, verifyForm as verifyCosForm } from "../../../www/cloud/verify/cos.mjs";
import { verify as verifyOss, verifyForm as verifyOssForm } from "../../../www/cloud/verify/oss.mjs";

/** A request on the wire, decoded. */
export interface Received {
  method: string;
  bucket: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
}

/** Reads a URL as a server does, without the folding of a URL parser. */
export function receive(
  method: string,
  url: string,
  headers: Record<string, string>,
  { bucket }: BucketOptions,
): Received {
  const [, host = "", path = "", query = ""] = /^https?:\/\/([^/]+)([^?]*)\??(.*)$/s.exec(url) ?? [];
  const pairs = query.split("&").filter((pair) => pair !== "");
  return {
    method,
    bucket,
    path: decodeURIComponent(path),
    query: pairs.map((pair): [string, string] => {
      const [name = "", value = ""] = pair.split(/=(.*)/s).map(decodeURIComponent);
      return [name, value];
    }),
    headers: { ...lower(headers), host },
  };
}

/** Throws where the official SDK, given the secret, computes another signature. */
export function judge(
  received: Received,
  options: BucketOptions,
  { accessKeySecret: secret }: Credentials,
  now: number,
): void {
  const { method, bucket, path, query, headers } = received;
  const { provider, region } = options;
  // Whatever token arrived is the key's own: what is left to catch a changed one is the signature.
  const found = Object.entries(headers)
    .concat(query)
    .find(([name]) => name.endsWith("security-token"));
  const find = () => ({ provider, secret, revoked: false, ...(found?.[1] ? { token: found[1] } : {}) });
  if (provider === "bos") verifyBos({ method, path, query, headers, now, find });
  if (provider === "cos") verifyCos({ method, path, query, headers, now, find });
  if (provider === "oss") {
    const inPath = isPathStyle(options) ? path.slice(options.bucket.length + 2) : path.slice(1);
    verifyOss({ method, bucket, key: inPath, query, headers, region, now, find });
  }
}

/** The same of a form. */
export function judgeForm({ fields }: PostForm, options: BucketOptions, keys: Credentials, now: number): void {
  const { provider, bucket, region } = options;
  const find = () => ({
    provider,
    secret: keys.accessKeySecret,
    revoked: false,
    ...(keys.sessionToken ? { token: keys.sessionToken } : {}),
  });
  const form = { fields: lower(fields), bucket, region, now, find };
  const { demanded } = { oss: verifyOssForm, bos: verifyBosForm, cos: verifyCosForm }[provider](form);
  const policy = JSON.parse(Buffer.from(fields.policy ?? "", "base64").toString("utf8"));
  for (const [name, value] of Object.entries(demanded)) {
    const held = policy.conditions.some((condition: Record<string, string>) => condition[name] === value);
    if (!held) throw new Error(`the policy does not hold ${name}`);
  }
}

export function isPathStyle({ addressing, endpoint }: BucketOptions): boolean {
  return addressing === "path" || (addressing === undefined && /\/\/127\./.test(endpoint ?? ""));
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
