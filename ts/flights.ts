/** Requests in the air: each carries its slice, is hashed while it flies, and is reported once, or never if cut. */

import type { Desk } from "./hands.ts";
import type { Bytes } from "./source.ts";
import type { UploadResult } from "./types.ts";
import type { LiveUpload } from "./upload.ts";
import type { Hash, Loss, Of, Send, Turn } from "./wire.ts";
import type { Digest, Landing, Within, World } from "./world.ts";

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
    const bytes = owner?.bytes?.slice(start, end, part);
    const read = bytes && owner && (await this.#hash(bytes, hash, owner.ended, within(owner.bytes, start)));
    const { crc64, md5 } = typeof read === "object" ? read : BLANK;
    this.#turn((core) => core.digested(upload, part, crc64, md5));
  }

  /** Whether the file still reads as it was sent, in a browser that would not say if it changed between two parts. */
  async stands(upload: LiveUpload, { parts, crc64, size }: UploadResult): Promise<boolean> {
    const { bytes } = upload;
    if (parts < 2 || !crc64 || !bytes?.lastModified || !this.#world.readsChangedFiles()) return true;
    const read = await this.#hash(bytes.slice(0, size), "crc64", upload.ended);
    return typeof read === "object" && read.crc64 === crc64;
  }

  async #carry(send: Send, upload: LiveUpload | undefined, flight: AbortController): Promise<void> {
    const { signal } = flight;
    const load = pack(send, upload?.bytes);
    if (typeof load === "string") return this.#lose(send, load, signal);
    const report = (bytes: number) => {
      if (!signal.aborted) upload?.flew(send.part, bytes);
    };
    const { method, url, headers, stallMs, answerMs } = send;
    const outgoing = { method, url, headers, stallMs, answerMs, body: load.body, counted: send.body.kind === "slice" };
    const sending = this.#world.send(outgoing, signal, report);
    // Everything that can be sent now is on its way before the first byte is read for hashing.
    await undefined;
    if (signal.aborted) return;
    const place = within(upload?.bytes, load.start);
    const digest = send.hash === "none" || !load.file ? BLANK : await this.#hash(load.file, send.hash, signal, place);
    if (typeof digest === "string") {
      // Firefox would wait for ever for the bytes that are not there.
      this.#lose(send, digest, signal);
      return flight.abort();
    }
    const landing = await sending;
    if ("status" in landing) return this.#reply(send, landing, digest, signal);
    const blame = load.file && (await upload?.bytes?.blame(load.start));
    const why = landing.lost === "network" && (await this.#isShut(send.url)) ? "shut" : landing.lost;
    this.#lose(send, blame ?? why, signal);
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
    if ("status" in landing) this.#reply(send, landing, BLANK, signal);
    else this.#lose(send, landing.lost, signal);
  }

  async #hash(bytes: Blob, hash: Hash, signal: AbortSignal, within?: Within): Promise<Digest | Loss> {
    try {
      const digest = await this.#world.hash(bytes, hash, signal, within);
      return digest.size === bytes.size ? digest : "source-changed";
    } catch {
      return "source-unreadable";
    }
  }

  #reply(send: Send, landing: Landed, { crc64, md5 }: Digest, signal: AbortSignal): void {
    this.#heard = true;
    if (!this.#landed(send, signal)) return;
    const { status, headers, body } = landing;
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

/** What goes into the request, and which of it is the file's. */
interface Load {
  body: Blob | FormData | undefined;
  file?: Blob;
  start: number;
}

type Landed = Extract<Landing, { status: number }>;

function pack({ body, part }: Send, bytes: Bytes | undefined): Load | Loss {
  switch (body.kind) {
    case "none":
      return { body: undefined, start: 0 };
    case "text":
      // A Blob without a type: for text the browser would add a Content-Type that nobody signed.
      return { body: new Blob([body.text]), start: 0 };
    case "slice": {
      const { start, end } = body;
      const file = bytes?.slice(start, end, part);
      return file && file.size === end - start ? { body: file, file, start } : "source-changed";
    }
    case "form": {
      const { fields, end } = body;
      const type = fields.find(([name]) => name === "Content-Type")?.[1] ?? "";
      const whole = bytes?.whole ?? bytes?.slice(0, end);
      // The browser writes a type at the file too, and OSS believes that one before the field.
      const file = type === whole?.type && whole.size === end ? whole : whole?.slice(0, end, type);
      if (file?.size !== end) return "source-changed";
      const form = new FormData();
      for (const [name, value] of fields) form.append(name, value);
      form.append("file", file, "file");
      return { body: form, file, start: 0 };
    }
  }
}

function within(bytes: Bytes | undefined, start: number): Within | undefined {
  return bytes?.whole && { whole: bytes.whole, start };
}

const BLANK: Digest = { crc64: "", md5: "", sha256: "", size: 0 };
