/** Signing alone, and reading an app server's answer: no network, no state but the bucket's address. */

import { type Core, core, resetCore } from "./core.ts";
import { type ErrorCode, UploadError } from "./errors.ts";
import type { Hint } from "./hints.ts";
import type { BucketOptions, Credentials, PostForm, PostFormOptions } from "./types.ts";

/** A request to sign; a key that is empty or absent names the bucket. */
export interface SignRequest {
  method: string;
  key?: string;
  /** A parameter without a value has the value `""`. */
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

/** When, and for how long. */
export interface SignOptions {
  /** The moment of signing, a `Date` or milliseconds since the epoch; default now. */
  at?: Date | number;
  /** Validity in seconds, where the cloud has one. */
  expiresIn?: number;
}

/** A signed request: send it as it is. */
export interface SignedRequest {
  method: string;
  url: string;
  /** Everything to send, the caller's own included; `host` is signed where the cloud wants it, and is the browser's to send. */
  headers: Record<string, string>;
}

/** What an HTML form upload may do; with a prefix alone the form sends `${filename}` after it. */
export type FormPolicy = Omit<PostFormOptions, "expiresIn">;

/** What was signed, to be compared with what the cloud says in a refusal. */
export interface Explanation {
  canonicalRequest?: string;
  /** The session token is shown as `***`. */
  stringToSign: string;
  signedHeaders: string[];
}

/** Signs for one bucket; synchronous and pure: same input and `at`, same output. */
export interface Signer {
  /** Signs with headers. */
  sign(request: SignRequest, credentials: Credentials, options?: SignOptions): SignedRequest;
  /** Signs into a URL. */
  presign(request: SignRequest, credentials: Credentials, options?: SignOptions): string;
  /** Signs an HTML form, to which the caller appends `file` last. BOS documents none with a session token: `"unsupported"`. */
  postForm(policy: FormPolicy, credentials: Credentials, options?: SignOptions): PostForm;
  /** Shows what `sign` signs. */
  explain(request: SignRequest, credentials: Credentials, options?: SignOptions): Explanation;
}

/**
 * A signer for one bucket, in browsers, workers and Node.
 *
 * @example
 * const signer = await createSigner({ provider: "oss", bucket: "photos", region: "cn-hangzhou" });
 * const { method, url, headers } = signer.sign({ method: "PUT", key: "a.png" }, credentials);
 */
export async function createSigner(bucket: BucketOptions): Promise<Signer> {
  const call = await connect(bucket ?? {});
  return {
    sign(request, credentials, options) {
      return signed(call(SIGN, written(request), credentials, options));
    },
    presign(request, credentials, options) {
      return call(PRESIGN, written(request), credentials, options);
    },
    postForm(policy, credentials, options) {
      const { url, fields } = JSON.parse(call(FORM, policyText(policy), credentials, options));
      return { url, fields: Object.fromEntries(fields) };
    },
    explain(request, credentials, options) {
      return JSON.parse(call(EXPLAIN, written(request), credentials, options));
    },
  };
}

/**
 * The credential in whatever an app server answered, for any of the three clouds.
 * Rejects with an `UploadError` `"credentials"` that names the missing field, or says what the answer is instead.
 */
export async function readCredentials(answer: unknown): Promise<Credentials> {
  const { readCredential } = await core();
  const text = answerText(answer);
  return JSON.parse(guarded(() => readCredential(text)));
}

/** What cannot be written as JSON (a circle, a bigint) came from no app server. */
function answerText(answer: unknown): string {
  if (typeof answer === "string") return answer;
  try {
    return JSON.stringify(answer) ?? "null";
  } catch {
    return "null";
  }
}

type Native = InstanceType<Core["Signer"]>;
type Call = (kind: number, text: string, credentials: Credentials, options?: SignOptions) => string;

/** Another upload's panic may have replaced the instance under a signer: it is made anew then. */
async function connect(options: Partial<BucketOptions>): Promise<Call> {
  const { Signer } = await core();
  const { provider = "", bucket = "", region = "", endpoint, addressing, signature } = options;
  const given = { provider, bucket, region, endpoint, addressing, signature };
  const words = Object.entries(given).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(Object.fromEntries(words.map(([name, value]) => [name, String(value)])));
  let native: Native | undefined = guarded(() => new Signer(text));
  /** What the native signer holds is neither checked nor sent again. */
  let held: Credentials | undefined;
  const once: Call = (kind, request, credentials, options) => {
    if (!native) {
      native = new Signer(text);
      held = undefined;
    }
    if (!held || !same(held, credentials)) {
      native.hold(secrets(credentials), credentials.expiration ?? Number.NaN, credentials.startTime ?? Number.NaN);
      held = { ...credentials };
    }
    return native.sign(kind, request, ...moments(options));
  };
  return (...input) => {
    try {
      return once(...input);
    } catch (thrown) {
      if (thrown instanceof UploadError) throw thrown;
      if (typeof thrown === "string") throw told(thrown);
      native = undefined;
    }
    return guarded(() => once(...input));
  };
}

function same(one: Credentials, other: Credentials): boolean {
  return (
    one.accessKeyId === other?.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.sessionToken === other.sessionToken &&
    one.expiration === other.expiration &&
    one.startTime === other.startTime
  );
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof UploadError) throw thrown;
    if (typeof thrown === "string") throw told(thrown);
    resetCore();
    throw new UploadError("internal", String(thrown), { hint: "report", cause: thrown });
  }
}

function told(text: string): UploadError {
  const [code, hint, serverCode, ...message] = text.split("\n");
  const more = { hint: hint as Hint, ...(serverCode ? { serverCode } : {}) };
  return new UploadError(code as ErrorCode, message.join("\n"), more);
}

/** The key comes last, for it may hold any character. */
function written(request: SignRequest): string {
  const key = wellFormed(request.key ?? "", "key-surrogate", "key");
  const head = `${methodOf(request)}\n${queryText(request.query ?? {})}\n`;
  return `${head}${headerLines(request.headers ?? {})}\n${key}`;
}

function methodOf({ method }: SignRequest): string {
  if (typeof method !== "string" || !/^[a-z]+$/i.test(method))
    throw invalid("header", "method is missing or malformed");
  return method.toUpperCase();
}

function queryText(query: Record<string, string>): string {
  let text = "";
  for (const name of Object.keys(query)) {
    const value = query[name];
    if (value !== undefined) text += `${text && "&"}${encode(name)}=${encode(value)}`;
  }
  return text;
}

function encode(text: unknown): string {
  const word = String(text);
  return UNRESERVED.test(word) ? word : encodeURIComponent(wellFormed(word, "header", "query"));
}

function headerLines(headers: Record<string, string>): string {
  let text = "";
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    const line = `${name}:${String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "")}`;
    if (name.includes(":") || !PRINTABLE.test(line)) {
      throw invalid("header", `header ${name} holds a character that cannot be sent`);
    }
    text += `${line}\n`;
  }
  return text;
}

/** Read where it lies: to make a list of lines, and pairs of them, takes three times as long. */
function signed(answer: string): SignedRequest {
  const method = answer.indexOf("\n");
  const url = answer.indexOf("\n", method + 1);
  const headers: Record<string, string> = {};
  for (let at = url + 1, end = at; at < answer.length; at = end + 1) {
    const colon = answer.indexOf(":", at);
    end = answer.indexOf("\n", colon);
    const [name, value] = [answer.slice(at, colon), answer.slice(colon + 1, end)];
    if (name === "__proto__") Object.defineProperty(headers, name, { ...OWN, value });
    else headers[name] = value;
  }
  return { method: answer.slice(0, method), url: answer.slice(method + 1, url), headers };
}

function policyText({ key, keyPrefix, maxBytes, fields = {} }: FormPolicy): string {
  if (maxBytes !== undefined && !(Number.isSafeInteger(maxBytes) && maxBytes >= 0)) {
    throw invalid("number", "maxBytes is not a whole number in range");
  }
  for (const text of [key ?? "", keyPrefix ?? ""]) wellFormed(text, "key-surrogate", "key");
  const texts = Object.entries(fields).map(([name, value]) => [
    wellFormed(name, "header", "fields"),
    wellFormed(String(value), "header", "fields"),
  ]);
  return JSON.stringify({ key, keyPrefix, maxBytes, fields: Object.fromEntries(texts) });
}

function secrets(credentials: Credentials): string {
  const { accessKeyId: id, accessKeySecret: secret, sessionToken: token } = credentials ?? {};
  if (!isVisible(id) || id === "") throw unusable("credential-id", "accessKeyId");
  if (!isVisible(secret) || secret === "") throw unusable("credential-secret", "accessKeySecret");
  if (!isVisible(token)) throw unusable("credential-token", "sessionToken");
  return `${id}\n${secret}\n${token}`;
}

function moments({ at = Date.now(), expiresIn }: SignOptions = {}): [now: number, validity: number] {
  const now = Math.floor(Number(at) / 1000);
  if (!(now >= 0 && now <= SECONDS_MAX)) throw invalid("number", "at is no moment after 1970");
  if (expiresIn !== undefined && !(Number.isSafeInteger(expiresIn) && expiresIn > 0)) {
    throw invalid("number", "expiresIn is not a whole number of seconds");
  }
  return [now, expiresIn ?? Number.NaN];
}

/** Half a surrogate pair would silently become another character on its way to Rust. */
function wellFormed(text: string, hint: Hint, what: string): string {
  if (typeof text !== "string") throw invalid(hint, `${what} is not a string`);
  if (/\p{Surrogate}/u.test(text)) throw invalid(hint, `${what} holds half a surrogate pair`);
  return text;
}

function isVisible(text: unknown): text is string {
  return typeof text === "string" && /^[!-~]*$/.test(text);
}

function invalid(hint: Hint, message: string): UploadError {
  return new UploadError("invalid-argument", message, { hint });
}

function unusable(hint: Hint, field: string): UploadError {
  return new UploadError("credentials", `${field} is missing or holds a character that cannot be sent`, { hint });
}

/** What the native signer is asked for; its own words in `src/browser/signer.rs`. */
const SIGN = 0;
const PRESIGN = 1;
const FORM = 2;
const EXPLAIN = 3;
/** For the one name that an assignment would take for the object's prototype. */
const OWN = { enumerable: true, configurable: true, writable: true };
/** What percent-encoding leaves alone. */
const UNRESERVED = /^[\w.~-]*$/;
/** Values beyond it are sent as other bytes than are signed, or not at all. */
const PRINTABLE = /^[\t -~]*$/;
/** The year 9999. */
const SECONDS_MAX = 253_402_300_799;
