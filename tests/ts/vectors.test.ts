/** The official signing cases that the public functions can express, by the built module. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  type BucketOptions,
  type Credentials,
  createSigner,
  type SignOptions,
  type SignRequest,
} from "../../dist/index.js";

/** A case as the public functions take it, and what they must answer. */
interface Case {
  id: string;
  bucket: BucketOptions;
  request: SignRequest;
  credentials: Credentials;
  options: SignOptions;
  /** Names the SDK signed; ours must be the same, or the signature cannot be. */
  signed?: string;
  authorization?: string;
  url?: string;
  /** Published without the URL around it. */
  signature?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: three files of three shapes
type Vector = any;

test("OSS signs every vector that the public functions can express", async () => {
  const { vectors, published } = read("oss");
  const all = [...vectors, ...published.map((one: Vector) => ({ ...one, kind: one.input.kind }))];
  await check("oss", all, ossCase);
});

test("BOS signs every vector that the public functions can express", async () => {
  await check("bos", read("bos").vectors, bosCase);
});

test("COS signs every vector that the public functions can express", async () => {
  await check("cos", read("cos").vectors, cosCase);
});

/** A vector either gives a case, or a reason why the public functions cannot express it. */
async function check(cloud: string, vectors: Vector[], caseOf: (vector: Vector) => Case | string): Promise<void> {
  const tally: Record<string, number> = {};
  let checked = 0;
  for (const vector of vectors) {
    const made = caseOf(vector);
    const outcome = typeof made === "string" ? made : await compare(made);
    const line = `${cloud} ${vector.kind}: ${outcome}`;
    tally[line] = (tally[line] ?? 0) + 1;
    if (outcome === CHECKED) checked += 1;
  }
  for (const [line, count] of Object.entries(tally)) console.log(`${count} × ${line}`);
  assert.equal(checked, EXPECTED[cloud], "a vector stopped being checked, or began to be");
}

async function compare({ id, bucket, request, credentials, options, ...expected }: Case): Promise<string> {
  const signer = await createSigner(bucket);
  if (expected.signed !== undefined) {
    const { signedHeaders } = signer.explain(request, credentials, options);
    if (expected.signed !== signedHeaders.join(";")) return "the SDK signs other headers";
  }
  if (expected.authorization !== undefined) {
    const { headers } = signer.sign(request, credentials, options);
    assert.equal(headers.authorization, expected.authorization, id);
  }
  if (expected.url !== undefined) {
    assert.deepEqual(takenApart(signer.presign(request, credentials, options)), takenApart(expected.url), id);
  }
  if (expected.signature !== undefined) {
    const { searchParams } = new URL(signer.presign(request, credentials, options));
    assert.equal(searchParams.get("x-oss-signature") ?? searchParams.get("Signature"), expected.signature, id);
  }
  return CHECKED;
}

function ossCase({ id, kind, input, expected }: Vector): Case | string {
  if (kind === "request-pipeline") return pipelineCase(id, input, expected);
  if (!/^v[14]-(header|presign)$/.test(kind ?? "")) return "of a kind of its own";
  if (!input.bucket || !input.method) return "of the service, or without a request";
  if (input.additional_headers?.length || input.product === "oss-cloudbox")
    return "of headers or a product we do not sign";
  if (input.headers?.Date) return "signed with a header that a script may not set";
  const at = input.expires_unix ? input.expires_unix - 900 : (input.date_unix ?? input.date);
  const published = kind.endsWith("presign") ? { signature: expected } : { authorization: expected };
  const wanted =
    typeof expected === "string" ? published : { url: expected.url, authorization: expected.authorization };
  return {
    id,
    bucket: {
      provider: "oss",
      bucket: input.bucket,
      region: input.region ?? "cn-hangzhou",
      signature: kind.slice(0, 2),
    },
    request: { method: input.method, key: input.key ?? "", query: input.query ?? {}, headers: input.headers ?? {} },
    credentials: keys(input.access_key_id, input.access_key_secret, input.security_token),
    options: { at: typeof at === "number" ? at * 1000 : Date.parse(at), expiresIn: input.expires },
    ...wanted,
  };
}

/** The whole request that ali-oss sends, by the address its options make. */
function pipelineCase(id: string, input: Vector, expected: Vector): Case {
  const { region, endpoint, sldEnable, cname, authorizationV4, ...client } = input.client_options;
  // ali-oss leaves the bucket out of a path under an IP address.
  const bare = cname || endpoint === "http://10.1.2.3";
  const { authorization, ...headers } = expected.headers;
  const query = typeof input.subres === "string" ? { [input.subres]: "" } : (input.subres ?? {});
  return {
    id,
    bucket: {
      provider: "oss",
      bucket: input.bucket,
      region,
      endpoint,
      addressing: bare ? "cname" : sldEnable ? "path" : "virtual",
      signature: authorizationV4 ? "v4" : "v1",
    },
    request: { method: input.method, key: input.object, query, headers },
    credentials: keys(client.accessKeyId, client.accessKeySecret, client.stsToken),
    options: { at: Date.parse(headers["x-oss-date"].replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, "$1-$2-$3:$4:")) },
    authorization,
  };
}

function bosCase({ id, kind, input, expected }: Vector): Case | string {
  if (kind === "post_policy") return "of a kind of its own";
  if (!(input.expiration > 0)) return "of a validity that is none";
  if (!isAscii(input.headers)) return "with a header that cannot be sent";
  const { host, ...headers } = lower(input.headers);
  if (!host) return "without a host";
  const presigned = kind === "presign";
  const query = Object.entries<string | null>(input.query).filter(
    ([name]) => !presigned || name !== "x-bce-security-token",
  );
  return {
    id,
    bucket: {
      provider: "bos",
      bucket: "examplebucket",
      region: "bj",
      endpoint: `https://${host}`,
      addressing: "cname",
    },
    request: {
      method: input.method,
      key: input.path.slice(1),
      query: Object.fromEntries(query.map(([name, value]) => [name, value ?? ""])),
      headers,
    },
    credentials: keys(input.ak, input.sk, presigned || headers["x-bce-security-token"] ? input.session_token : ""),
    options: { at: input.timestamp * 1000, expiresIn: input.expiration },
    signed: presigned ? `${expected.authorization.split("/")[4]};x-bce-date` : expected.authorization.split("/")[4],
    ...(presigned ? { url: expected.url.replace("http://", "https://") } : { authorization: expected.authorization }),
  };
}

function cosCase({ id, kind, input, expected }: Vector): Case | string {
  if (!/^(header|presign)/.test(kind)) return "of a kind of its own";
  if (!isAscii(input.headers)) return "with a header that cannot be sent";
  const names = input.query.map(([name]: [string]) => name.toLowerCase());
  if (new Set(names).size < names.length) return "with names that become one";
  const presigned = kind.startsWith("presign");
  if (presigned && kind !== "presign/python") return "spelled in the SDK's own way";
  const { host = new URL(expected.url ?? "https://no-host.test").host, ...headers } = lower(input.headers);
  const [start, end] = input.key_time.split(";").map(Number);
  const token = headers["x-cos-security-token"];
  return {
    id,
    bucket: {
      provider: "cos",
      bucket: input.bucket,
      region: input.region,
      endpoint: `https://${host}`,
      addressing: "cname",
    },
    request: { method: input.method, key: input.key, query: Object.fromEntries(input.query), headers },
    credentials: {
      ...keys(input.secret_id, input.secret_key, token),
      ...(presigned ? {} : { startTime: start * 1000, expiration: end * 1000 }),
    },
    options: { at: start * 1000, expiresIn: end - start },
    signed: expected.header_list,
    ...(presigned ? { url: expected.url } : { authorization: expected.authorization }),
  };
}

function keys(accessKeyId: string, accessKeySecret: string, sessionToken: string | null | undefined): Credentials {
  return { accessKeyId, accessKeySecret, sessionToken: sessionToken ?? "" };
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function isAscii(headers: Record<string, string>): boolean {
  return Object.values(headers).every((value) => /^[ -~]*$/.test(value));
}

function takenApart(url: string): [string, [string, string][]] {
  const { origin, pathname, searchParams } = new URL(url);
  return [origin + pathname, [...searchParams].sort()];
}

function read(cloud: string): Vector {
  return JSON.parse(readFileSync(new URL(`../vectors/${cloud}.json`, import.meta.url), "utf8"));
}

const CHECKED = "checked";
/** What is left is tested natively, in tests/vectors.rs. */
const EXPECTED: Record<string, number> = { oss: 77, bos: 23, cos: 29 };
