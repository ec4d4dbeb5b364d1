/** Asks the caller's source for credentials and hands its answer to the core, unread. */

import { wording } from "./errors.ts";
import type { CredentialLife, CredentialRequest, CredentialSource, Provider } from "./types.ts";
import type { Nudge, Of, Tidings, Turn } from "./wire.ts";
import type { AppServerAnswer, AskAppServer } from "./world.ts";

/** Stands between one uploader and its source. */
export class CredentialDesk {
  /** What the app server last answered, for key functions. Holds secrets. */
  answer: unknown;
  /** The life of the credential in use. */
  life: CredentialLife | undefined;
  readonly #source: CredentialSource;
  readonly #place: { provider: Provider; bucket: string };
  readonly #askAppServer: AskAppServer;
  readonly #asking = new Map<number, AbortController>();

  constructor(source: CredentialSource, place: { provider: Provider; bucket: string }, askAppServer: AskAppServer) {
    this.#source = source;
    this.#place = place;
    this.#askAppServer = askAppServer;
  }

  /** Asks, and nudges the core with whatever came of it. */
  async ask(command: Of<"askCredential">, turn: Turn): Promise<void> {
    const asking = new AbortController();
    this.#asking.set(command.ask, asking);
    const nudge = await this.#nudge(command, asking.signal);
    if (this.#asking.delete(command.ask)) turn(nudge);
  }

  /** Nobody waits for this answer any more. */
  drop(ask: number): void {
    const asking = this.#asking.get(ask);
    this.#asking.delete(ask);
    asking?.abort();
  }

  /** A credential arrived; `wall` is now. */
  live({ generation, renewsIn, endsIn }: Extract<Tidings, { kind: "credential" }>, wall: number): void {
    const renews = renewsIn === undefined ? undefined : wall + renewsIn;
    this.life = { arrived: wall, renews, expires: wall + endsIn, generation };
  }

  /** Stops asking and forgets what was answered. */
  cut(): void {
    for (const ask of [...this.#asking.keys()]) this.drop(ask);
    this.answer = undefined;
  }

  async #nudge({ ask, reason, refused }: Of<"askCredential">, signal: AbortSignal): Promise<Nudge> {
    const source = this.#source;
    if (typeof source === "function") {
      try {
        return this.#heard(ask, await reading(await source({ ...this.#place, reason, signal })));
      } catch (thrown) {
        const message = wording(thrown);
        return (core) => core.nudge("credentialThrew", ask, message);
      }
    }
    const request = requestOf(source, refused);
    if (!request) return this.#heard(ask, { status: 200, date: "", text: JSON.stringify(source) });
    try {
      return this.#heard(ask, await this.#askAppServer(request, signal));
    } catch (thrown) {
      const message = wording(thrown);
      return (core) => core.nudge("credentialLost", ask, message);
    }
  }

  #heard(ask: number, { status, date, text }: AppServerAnswer): Nudge {
    this.answer = parsed(text);
    return (core) => core.credential(ask, status, date, text);
  }
}

/** A function may answer with the app server's words, with the object they spell, or with the whole response. */
async function reading(answer: unknown): Promise<AppServerAnswer> {
  if (typeof Response !== "undefined" && answer instanceof Response) {
    return { status: answer.status, date: answer.headers.get("date") ?? "", text: await answer.text() };
  }
  const text = typeof answer === "string" ? answer : (JSON.stringify(answer) ?? "null");
  return { status: 200, date: "", text };
}

function requestOf(source: Exclude<CredentialSource, (...args: never) => unknown>, refused: string | undefined) {
  const request: CredentialRequest | undefined =
    typeof source === "string" || source instanceof URL ? { url: source } : "url" in source ? source : undefined;
  if (!request || refused === undefined) return request;
  const [address = "", ...fragment] = String(request.url).split("#");
  const joint = address.includes("?") ? "&" : "?";
  const url = [`${address}${joint}refused=${encodeURIComponent(refused)}`, ...fragment].join("#");
  return { ...request, url };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
