/** Requests in the air: each carries its slice, is hashed while it flies, and is reported once, or never if cut. */

import { digested } from "./beside.ts";
import type { Desk } from "./hands.ts";
import type { Bytes } from "./source.ts";
import type { UploadResult } from "./types.ts";
import type { LiveUpload } from "./upload.ts";
import type { Loss, Of, Send, Turn } from "./wire.ts";
import type { Digest, Landing, Load, World } from "./world.ts";

/** All requests of one session. */
export class Flights {
  readonly #world: World;
  readonly #desk: Pick<Desk, "uploads" | "asks">;
  readonly #turn: Turn;
  readonly #flying = new Map<number, { flight: AbortController; land: () => void }>();
  /** Some request was answered: the CORS rule lets us in. */
  #heard = false;

  constructor(world: World, desk: Pick<Desk, "uploads" | "asks">, turn: Turn) {
    this.#world = world;
    this.#desk = desk;
    this.#turn = turn;
  }

  send(send: Send): void {
    const flight = new AbortController();
    const upload = send.upload === undefined ? undefined : this.#desk.uploads.get(send.upload);
    const part = send.body.kind === "slice" ? send.part : undefined;
    upload?.flies(part);
    this.#flying.set(send.request, { flight, land: () => upload?.lands(part) });
    if (send.ask === undefined) void this.#carry(send, upload, flight);
    else void this.#errand(send, send.ask, flight.signal);
  }

  /** Nothing will be reported about this request any more. */
  cancel(request: number): void {
    const flown = this.#flying.get(request);
    this.#flying.delete(request);
    flown?.flight.abort();
    flown?.land();
  }

  cut(): void {
    for (const request of [...this.#flying.keys()]) this.cancel(request);
  }

  /** Hashes a range on its own. */
  async digest({ upload, part, start, end, hash }: Of<"digest">): Promise<void> {
    const owner = this.#desk.uploads.get(upload);
    const cut = owner?.bytes?.cut(start, end, part);
    const read = cut && owner && (await digested(cut, hash, this.#world.hash, owner.ended));
    const { crc64, md5 } = typeof read === "object" ? read : BLANK;
    this.#turn((core) => core.digested(upload, part, crc64, md5));
  }

  /** Whether the file still reads as it was sent, in a browser that would not say if it changed between two parts. */
  async stands(upload: LiveUpload, { parts, crc64, size }: UploadResult): Promise<boolean> {
    const { bytes } = upload;
    if (parts < 2 || !crc64 || !bytes?.lastModified || !this.#world.readsChangedFiles(bytes.lastModified)) return true;
    const whole = bytes.cut(0, size);
    const read = whole && (await digested(whole, "crc64", this.#world.hash, upload.ended));
    return typeof read === "object" && read.crc64 === crc64;
  }

  async #carry(send: Send, upload: LiveUpload | undefined, flight: AbortController): Promise<void> {
    const { signal } = flight;
    const load = pack(send, upload?.bytes);
    if (typeof load === "string") return this.#lose(send, load, signal);
    const report = (bytes: number) => {
      if (!signal.aborted) upload?.flew(send.part, bytes);
    };
    const { method, url, headers, hash, stallMs, answerMs } = send;
    const outgoing = { method, url, headers, load, hash, stallMs, answerMs, counted: send.body.kind === "slice" };
    const landing = await this.#world.send(outgoing, signal, report);
    if (signal.aborted) return;
    if ("status" in landing) return this.#reply(send, landing, signal);
    this.#lose(send, await this.#reason(send, landing.lost, upload?.bytes), signal);
    flight.abort();
  }

  async #reason({ body, url }: Send, lost: Loss, bytes: Bytes | undefined): Promise<Loss> {
    if (lost.startsWith("source")) return lost;
    const blame = body.kind === "slice" || body.kind === "form" ? await bytes?.blame() : undefined;
    return blame ?? (lost === "network" && (await this.#isShut(url)) ? "shut" : lost);
  }

  /** Browsers hide why a request failed. Where no answer was ever read, one that need not be read tells CORS from weather. */
  async #isShut(url: string): Promise<boolean> {
    if (this.#heard) return false;
    const { origin } = new URL(url);
    return this.#world.fetch(`${origin}/`, { mode: "no-cors" }).then(
      () => !this.#heard,
      () => false,
    );
  }

  /** A request for a caller who wants the response itself. */
  async #errand(send: Send, ask: number, signal: AbortSignal): Promise<void> {
    const landing = await this.#desk.asks.fly(ask, send, signal);
    if ("status" in landing) this.#reply(send, landing, signal);
    else this.#lose(send, landing.lost, signal);
  }

  #reply(send: Send, landing: Landed, signal: AbortSignal): void {
    this.#heard = true;
    if (!this.#landed(send, signal)) return;
    const { status, headers, body, digest = BLANK } = landing;
    const { crc64, md5 } = digest;
    this.#turn((core) => core.reply(send.request, status, headers, body, crc64, md5));
  }

  #lose(send: Send, why: Loss, signal: AbortSignal): void {
    if (!this.#landed(send, signal)) return;
    this.#turn((core) => core.nudge("lost", send.request, why));
  }

  #landed(send: Send, signal: AbortSignal): boolean {
    if (signal.aborted) return false;
    this.#flying.get(send.request)?.land();
    return this.#flying.delete(send.request);
  }
}

type Landed = Extract<Landing, { status: number }>;

function pack({ body, part }: Send, bytes: Bytes | undefined): Load | Loss | undefined {
  switch (body.kind) {
    case "none":
      return undefined;
    case "text":
      return { text: body.text };
    case "slice": {
      const file = bytes?.cut(body.start, body.end, part);
      return file ? { file, type: "" } : "source-changed";
    }
    case "form": {
      const { fields, end } = body;
      // The browser writes a type at the file too, and OSS believes that one before the field.
      const type = fields.find(([name]) => name === "Content-Type")?.[1] ?? "";
      const file = bytes?.cut(0, end);
      return file ? { file, type, fields } : "source-changed";
    }
  }
}

const BLANK: Digest = { crc64: "", md5: "", sha256: "", size: 0 };
