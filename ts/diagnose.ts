/** Tries what an upload needs with one tiny object, and says what to change where something is in the way. */

import { UploadError } from "./errors.ts";
import { advise, EXPOSE, type Hint, type Locale } from "./hints.ts";
import { meaning } from "./meanings.ts";
import type { CredentialLife, FetchOptions, Provider } from "./types.ts";

/** What stands between a page and its bucket. */
export interface Diagnosis {
  ok: boolean;
  /** In the order they were tried. */
  checks: DiagnosisCheck[];
}

/** One thing that was tried. */
export interface DiagnosisCheck {
  name: "credentials" | "clock" | "cors" | "exposed-headers" | "put" | "multipart" | "list-parts" | "abort";
  ok: boolean;
  detail: string;
  /** What to do, in the locale, with the rule to paste. */
  fix?: string;
}

/** What is examined: an uploader, as far as this needs one. */
export interface Patient {
  provider: Provider;
  bucket: string;
  locale: Locale;
  /** Where the probe goes; default in the prefix that the app server named. */
  key: string | undefined;
  presign(key: string): Promise<string>;
  fetch(key: string, init: FetchOptions): Promise<Response>;
  /** Resolves where anything at all answers, readable or not. */
  reach(url: string): Promise<unknown>;
  /** The credential in use. */
  life(): CredentialLife | undefined;
  /** What the app server last answered. */
  answer(): unknown;
}

/** Never rejects: what goes wrong is what was asked for. Leaves the probe in the bucket, since policies forbid deleting. */
export async function diagnose(patient: Patient): Promise<Diagnosis> {
  const visit = new Visit(patient);
  if (await visit.credentials()) await visit.requests();
  const checks = ORDER.flatMap((name) => visit.found.get(name) ?? []);
  return { ok: checks.every(({ ok }) => ok), checks };
}

/** The CORS rule that lets this page in, as its cloud's console and API take it. */
export function corsRule(provider: Provider, origin: string): string {
  const expose = EXPOSE[provider].split(", ");
  if (provider === "bos") {
    const rule = {
      allowedOrigins: [origin],
      allowedMethods: METHODS,
      allowedHeaders: ["*"],
      allowedExposeHeaders: expose,
      maxAgeSeconds: MAX_AGE,
    };
    return JSON.stringify({ corsConfiguration: [rule] }, null, 2);
  }
  const lines = (name: string, values: readonly unknown[]) => values.map((each) => `    <${name}>${each}</${name}>\n`);
  const rule = [
    lines("AllowedOrigin", [origin]),
    lines("AllowedMethod", METHODS),
    lines("AllowedHeader", ["*"]),
    lines("ExposeHeader", expose),
    lines("MaxAgeSeconds", [MAX_AGE]),
  ];
  return `<CORSConfiguration>\n  <CORSRule>\n${rule.flat().join("")}  </CORSRule>\n</CORSConfiguration>`;
}

type Name = DiagnosisCheck["name"];

class Visit {
  readonly found = new Map<Name, DiagnosisCheck>();
  readonly #patient: Patient;
  #url = "";
  #key = "";
  #skew: number | undefined;
  #blocked: string[] = [];

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  async credentials(): Promise<boolean> {
    const { presign, life, answer, key } = this.#patient;
    if (globalThis.navigator?.onLine === false) return this.#note("credentials", false, this.#say("offline"));
    try {
      this.#url = await soon(presign(""), () => new Error(this.#say("silent")));
      const { arrived = 0, expires = 0 } = life() ?? {};
      const { serverTime, keyPrefix = "" } = named(answer());
      if (typeof serverTime === "number") this.#skew = arrived - serverTime;
      this.#key = key ?? `${keyPrefix}trebucket-probe`;
      return this.#note("credentials", true, this.#say("arrived", Math.round((expires - arrived) / 1000)));
    } catch (thrown) {
      const { message, hint } = thrown as UploadError;
      return this.#note("credentials", false, message, hint ?? this.#advice("app-server-down"));
    }
  }

  async requests(): Promise<void> {
    const put = await this.#try("put", "PUT", {}, PROBE);
    if (!put) return void (await this.#silence());
    const began = put.ok ? await this.#try("multipart", "POST", { uploads: "" }) : undefined;
    const uploadId = began?.ok && word(await began.text(), "uploadid");
    if (uploadId) {
      await this.#try("multipart", "PUT", { partNumber: "1", uploadId }, PROBE);
      await this.#try("list-parts", "GET", { uploadId });
      await this.#try("abort", "DELETE", { uploadId });
    }
    this.#time(put);
    if (put.ok) this.#headers(put);
    const blocked = this.#blocked.join(", ");
    this.#note("cors", !blocked, blocked ? this.#say("methods", blocked) : "ok", blocked && this.#rule());
  }

  /** The readable answer, whatever it says; `undefined` where the browser shows none. */
  async #try(name: Name, method: string, query: Record<string, string>, body?: string): Promise<Response | undefined> {
    try {
      const response = await this.#patient.fetch(this.#key, { method, query, ...(body && { body }) });
      if (response.ok) this.#note(name, true, `${method} ${response.status}`);
      else await this.#refused(name, `${method} ${response.status}`, await response.clone().text());
      return response;
    } catch (thrown) {
      if (!(thrown instanceof UploadError) || thrown.code !== "network") {
        const { message, hint } = thrown as UploadError;
        this.#note(name, false, message, hint);
        return new Response(null, { status: 403 });
      }
      this.#blocked.push(method);
      this.#note(name, false, this.#say("methods", method), this.#rule());
      return undefined;
    }
  }

  #refused(name: Name, status: string, text: string): void {
    const [code = "", message = ""] = [word(text, "code"), word(text, "message")];
    const hint = meaning(`${code} ${message}`);
    if (hint === "clock") this.#note("clock", false, `${code} ${message}`, this.#advice("clock"));
    this.#note(name, false, `${status} ${code} (${this.#key}): ${message}`, hint && this.#advice(hint));
  }

  /** A page is told of a CORS refusal only "network error": what answers when nothing is to be read does answer. */
  async #silence(): Promise<void> {
    const { origin } = new URL(this.#url);
    this.found.delete("put");
    const there = await soon(this.#patient.reach(`${origin}/`), Error).then(Boolean, () => false);
    if (there) this.#note("cors", false, this.#say("closed"), this.#rule());
    else this.#note("cors", false, this.#say("unreachable", origin), this.#advice("region"));
  }

  #time(put: Response): void {
    const date = Date.parse(put.headers.get("date") ?? "");
    const skew = date ? Date.now() - date : this.#skew;
    const minutes = Math.round((skew ?? 0) / 60_000);
    if (!this.found.has("clock")) this.#note("clock", true, minutes ? this.#say("skew", minutes) : "ok");
  }

  #headers(put: Response): void {
    const { provider } = this.#patient;
    const always = EXPOSE[provider].split(", ").filter((name) => SENT[provider].test(name));
    const hidden = always.filter((name) => !put.headers.has(name)).join(", ");
    this.#note("exposed-headers", !hidden, hidden ? this.#say("hidden", hidden) : "ok", hidden && this.#rule());
  }

  #rule(): string {
    const origin = globalThis.location?.origin ?? "*";
    return `${this.#say("paste")}\n${corsRule(this.#patient.provider, origin)}`;
  }

  #say(word: keyof typeof WORDS, value: string | number = ""): string {
    return WORDS[word][this.#patient.locale === "zh" ? 1 : 0].replace("{}", String(value));
  }

  #advice(hint: Hint): string | undefined {
    return advise(hint, this.#patient.locale, this.#patient);
  }

  #note(name: Name, ok: boolean, detail: string, fix?: string): boolean {
    this.found.set(name, { name, ok, detail, ...(fix && { fix }) });
    return ok;
  }
}

/** What an app server's answer tells beside the credential. */
function named(answer: unknown): { serverTime?: unknown; keyPrefix?: unknown } {
  return (answer ?? {}) as object;
}

/** A word of an answer, XML or JSON. */
function word(text: string, name: string): string | undefined {
  return new RegExp(`["<]${name}"?\\s*[>:]\\s*"?([^<"]*)`, "i").exec(text)?.[1];
}

/** Rejects where the promise takes longer than anybody looks at a screen. */
function soon<T>(promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), PATIENCE_MS);
  });
  return Promise.race([promise, alarm]).finally(() => clearTimeout(timer));
}

const ORDER = ["credentials", "clock", "cors", "exposed-headers", "put", "multipart", "list-parts", "abort"] as const;

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"];

const MAX_AGE = 600;

const PROBE = "trebucket";

const PATIENCE_MS = 20_000;

/** Sent with every stored object; the others only where there is something to tell. */
const SENT: Record<Provider, RegExp> = {
  oss: /^(ETag|Date)$|request-id|crc64/,
  // Whether BOS tells its CRC of every object is not documented.
  bos: /^(ETag|Date)$|request-id/,
  cos: /^(ETag|Date)$|request-id|crc64/,
};

const WORDS = {
  arrived: ["The app server gave a set that lives {} s.", "应用服务器给出了凭证，有效期 {} 秒。"],
  silent: ["No credential came within 20 s.", "20 秒内没有拿到凭证。"],
  closed: [
    "The cloud answers, but hides it from this page: no CORS rule matches, or the bucket is not there.",
    "云端有应答，但本页面读不到：没有匹配的跨域规则，或者没有这个桶。",
  ],
  methods: ["The CORS rule does not allow {}.", "跨域规则没有允许 {}。"],
  offline: ["This device is offline.", "本机没有联网。"],
  unreachable: [
    "Nothing answers at {}: a wrong region or endpoint, or a firewall.",
    "{} 没有应答：region、endpoint 有误或被防火墙拦截。",
  ],
  hidden: ["Hidden from this page: {}.", "本页面读不到：{}。"],
  paste: ["Put this first among the bucket's CORS rules:", "把它放到桶跨域规则的第一条："],
  skew: ["This device is ahead by {} min; signatures reckon with it.", "本机时间快 {} 分钟，签名时已修正。"],
} as const;
