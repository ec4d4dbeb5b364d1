/** A world without time and network: the test turns the clock and answers the requests. */
import { beside } from "../../../ts/beside.ts";
import { hash } from "../../../ts/hash.ts";
import { type Outside, outside } from "../../../ts/outside.ts";
import type { CredentialRequest } from "../../../ts/types.ts";
import type { AppServerAnswer, Digest, Landing, Outgoing, World } from "../../../ts/world.ts";
import { packed } from "../../../ts/xhr.ts";

/** A request that left, and how to answer it. */
export interface Sent {
  outgoing: Outgoing;
  signal: AbortSignal;
  report(bytes: number): void;
  land(landing: Landing): void;
}

/** The world of one test. */
export class FakeWorld implements World {
  readonly sent: Sent[] = [];
  readonly fetched: { url: string; init: RequestInit }[] = [];
  /** Answers at once where it answers at all. */
  cloud: (outgoing: Outgoing) => Promise<Landing> | undefined = () => undefined;
  response: () => Response = () => new Response(null, { status: 404 });
  answer: (url: string, init: RequestInit) => Promise<Response> = async () => this.response();
  listeners: { awake(): void; online(online: boolean): void }[] = [];
  #now = 1_000;
  #timers: { at: number; ring: () => void }[] = [];

  mono = () => this.#now;
  wall = () => EPOCH + this.#now;
  seed = () => 7;

  at = (at: number, ring: () => void): (() => void) => {
    const timer = { at, ring };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  watch = (awake: () => void, online: (online: boolean) => void): (() => void) => {
    const listener = { awake, online };
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  };

  send = (outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing> => {
    const sending = new Promise<Landing>((land) => {
      this.sent.push({ outgoing, signal, report, land });
      void this.cloud(outgoing)?.then(land);
    });
    return beside(sending, outgoing, this.hash, signal);
  };

  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    this.fetched.push({ url, init });
    return this.answer(url, init);
  };

  readsChangedFiles = () => true;
  hash = hash;

  /** Lets so much time pass, ringing every timer in its turn. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.ring();
    }
    this.#now = until;
    await settle();
  }

  get timers(): number {
    return this.#timers.length;
  }
}

/** What an uploader is given in a test: the real core, this world, and an app server. */
export function around(
  world: World,
  askAppServer: (request: CredentialRequest, signal: AbortSignal) => Promise<AppServerAnswer> = async () => GOOD,
): Outside {
  return { ...outside, world, askAppServer };
}

/** Until everything that could happen without time has happened. */
export async function settle(): Promise<void> {
  for (let tick = 0; tick < 20; tick++) await new Promise(setImmediate);
}

/** The cloud's answer to a PUT or a form whose bytes arrived whole. */
export async function stored({ load }: Outgoing): Promise<Landing> {
  const body = packed(load);
  const file = body instanceof FormData ? body.get("file") : body;
  const reply = await figures(file instanceof Blob ? file : new Blob());
  const headers = `etag: "${reply.md5.toUpperCase()}"\r\nx-oss-hash-crc64ecma: ${reply.crc64}\r\nx-oss-request-id: R1\r\n`;
  return { status: 200, headers, body: "" };
}

/** What a cloud tells of bytes. */
export function figures(whole: Blob): Promise<Digest> {
  return hash({ whole, start: 0, end: whole.size }, "both", new AbortController().signal);
}

/** An app server that answers as it should. */
export const GOOD: AppServerAnswer = {
  status: 200,
  date: "",
  text: JSON.stringify({ accessKeyId: "STS.FAKE", accessKeySecret: "FAKE-secret", securityToken: "FAKE-token" }),
};

/** A bucket that can be had. */
export const BUCKET = { provider: "oss", bucket: "photos", region: "cn-hangzhou" } as const;

const EPOCH = Date.UTC(2026, 10, 22);
