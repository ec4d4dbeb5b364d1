/** One bucket as the caller holds it: makes uploads and one-shot requests, and owns the core's session. */

import { Asks } from "./asks.ts";
import { CredentialDesk } from "./credentials.ts";
import { diagnose } from "./diagnose.ts";
import { download } from "./download.ts";
import { caught, UploadError, type Voice } from "./errors.ts";
import { seek } from "./exists.ts";
import { type Desk, Hands } from "./hands.ts";
import { advise, chooseLocale } from "./hints.ts";
import { Memory } from "./memory.ts";
import { checkUploader } from "./options.ts";
import { type Outside, outside } from "./outside.ts";
import { abandon, type Going, offer } from "./resumable.ts";
import type { Kept } from "./shelf.ts";
import { type Held, hold } from "./source.ts";
import { sessionSpec, uploadSpec } from "./spec.ts";
import type * as T from "./types.ts";
import { type Home, LiveUpload } from "./upload.ts";

/**
 * Uploads files into one bucket with temporary credentials.
 *
 * ```ts
 * const uploader = new Uploader({ provider: "oss", bucket: "photos", region: "cn-hangzhou", credentials: "/sts" });
 * const { url } = await uploader.upload(file, { key: `users/42/${file.name}` }).done();
 * ```
 */
export class Uploader {
  readonly #options: T.UploaderOptions;
  readonly #outside: Outside;
  readonly #voice: Voice;
  readonly #live = new Map<number, LiveUpload>();
  readonly #desk: Desk;
  readonly #home: Home;
  #hands: Promise<Hands> | undefined;
  #closed = false;
  #last = 0;

  /** Throws an `UploadError` `"invalid-argument"` for options that cannot be used; loads nothing yet. */
  constructor(options: T.UploaderOptions);
  /** @internal */
  constructor(options: T.UploaderOptions, given?: Outside);
  constructor(options: T.UploaderOptions, given: Outside = outside) {
    checkUploader(options);
    const place = { provider: options.provider, bucket: options.bucket };
    this.#options = { ...options };
    this.#outside = given;
    this.#voice = { locale: chooseLocale(options.locale), place };
    const log = (line: string) => guard(() => options.debug?.(line));
    this.#desk = {
      voice: this.#voice,
      uploads: this.#live,
      asks: new Asks(given.world, this.#voice),
      credentials: new CredentialDesk(options.credentials, place, given.askAppServer),
      memory: new Memory(options, given.world, log, (kept) => this.#abandon(kept, log)),
      log,
      hidden: (header) => this.#hidden(header),
      broke: (error) => this.#broke(error),
    };
    this.#home = {
      mono: () => given.world.mono(),
      voice: this.#voice,
      guard,
      enter: (upload) => void this.#enter(upload),
      claim: (upload) => this.#desk.memory.claim(upload),
      over: (upload) => void this.#live.delete(upload.id),
    };
  }

  /** Uploads a file, buffer, text or stream. Never throws: `done()` rejects. */
  upload(source: T.Source, options: T.UploadOptions): T.Upload {
    return this.#start(hold(source), options ?? {});
  }

  /** Any signed request; key `""` is the bucket. Resolves to whatever the cloud answered, refusals included. */
  async fetch(key: string, init: T.FetchOptions = {}): Promise<Response> {
    const hands = await this.#open();
    return this.#desk.asks.fetch(hands.turn, key, init);
  }

  /**
   * Fetches an object, or a range of it: `[first, last]`, both included. A connection that is cut is taken up where it
   * broke, with the same version of the object only: one that was replaced meanwhile is an error `"source"`.
   */
  async download(key: string, init: T.DownloadOptions = {}): Promise<Blob> {
    const ask = (headers: Record<string, string>, signal: AbortSignal) => this.fetch(key, { headers, signal });
    const { patience = PATIENCE } = this.#options;
    return download({ ask, world: this.#outside.world, patience, voice: this.#voice }, init);
  }

  /** A URL with the signature in it. */
  async presign(key: string, init: T.PresignOptions = {}): Promise<string> {
    const hands = await this.#open();
    const { url } = await this.#desk.asks.form(hands.turn, "presign", { ...init, key });
    return url;
  }

  /** The fields of an HTML form upload. */
  async postForm(init: T.PostFormOptions): Promise<T.PostForm> {
    const hands = await this.#open();
    return this.#desk.asks.form(hands.turn, "form", init);
  }

  /** Interrupted uploads that this origin knows of. */
  async resumable(): Promise<T.ResumableUpload[]> {
    const { memory, voice } = this.#desk;
    const start: Going["start"] = (source, options) => this.#start(source, options);
    const going = { memory, voice, start, fetch: this.fetch.bind(this) };
    return (await memory.list()).map((kept) => offer(kept, going));
  }

  /**
   * Tries credentials, clock, CORS rule and rights with one tiny object, and says what to change. The object stays, at
   * `key`, by default `trebucket-probe` in the `keyPrefix` of the app server's answer; one that is there is replaced.
   */
  async diagnose({ key }: { key?: string } = {}): Promise<T.Diagnosis> {
    const { provider, bucket } = this.#options;
    return diagnose({
      ...{ provider, bucket, key, locale: this.#voice.locale ?? "en" },
      presign: (at) => this.presign(at),
      fetch: (at, init) => this.fetch(at, init),
      reach: (url) => this.#outside.world.fetch(url, { mode: "no-cors" }),
      life: () => this.credential,
      answer: () => this.#desk.credentials.answer,
    });
  }

  /** The life of the credential in use; `undefined` before the first came. */
  get credential(): T.CredentialLife | undefined {
    return this.#desk.credentials.life;
  }

  /** What is neither stored nor aborted. */
  get uploads(): readonly T.Upload[] {
    return [...this.#live.values()];
  }

  /** Cuts requests, keeps multiparts and checkpoints, rejects what runs with `"aborted"`, wipes the credential. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#hands?.then(
      (hands) => hands.close(),
      () => {},
    );
    this.#desk.credentials.cut();
    this.#desk.credentials.life = undefined;
    this.#desk.asks.cut(this.#closing());
    for (const upload of [...this.#live.values()]) upload.cut(CLOSED);
  }

  #start(source: Held, options: T.UploadOptions): LiveUpload {
    this.#last += 1;
    const upload = new LiveUpload(this.#last, source, options, this.#home);
    this.#live.set(upload.id, upload);
    const { signal } = options;
    const leave = () => void upload.abort(signal?.reason);
    // An upload that is over no longer listens.
    signal?.addEventListener("abort", leave, { signal: upload.ended });
    if (this.#closed) upload.cut(CLOSED);
    else if (signal?.aborted) leave();
    else void this.#enter(upload);
    return upload;
  }

  async #enter(upload: LiveUpload): Promise<void> {
    try {
      // The core comes to life while the file is sampled and looked up.
      const opening = this.#open();
      opening.catch(() => {});
      const bytes = await upload.source.open();
      upload.bytes = bytes;
      await seek(upload, bytes, { world: this.#outside.world, bucket: this.#options, log: this.#desk.log });
      const checkpoint = await this.#desk.memory.claim(upload);
      const hands = await opening;
      if (upload.over) return;
      upload.enter(hands.turn, bytes, uploadSpec(upload.options, bytes, checkpoint, this.#voice));
    } catch (thrown) {
      upload.fail(caught(thrown, this.#voice));
    }
  }

  #abandon(kept: Kept, log: (line: string) => void): void {
    const left = (thrown: unknown) => log(`the earlier attempt is left on the cloud: ${thrown}`);
    abandon(kept, { voice: this.#voice, fetch: this.fetch.bind(this) }).catch(left);
  }

  async #open(): Promise<Hands> {
    if (this.#closed) throw this.#closing();
    this.#hands ??= this.#awake().catch((thrown: unknown) => {
      this.#hands = undefined;
      throw caught(thrown, this.#voice);
    });
    const hands = await this.#hands;
    if (this.#closed) throw this.#closing();
    return hands;
  }

  async #awake(): Promise<Hands> {
    const { world, openSession } = this.#outside;
    const [options, seed] = [sessionSpec(this.#options), world.seed()];
    const session = await openSession(options, seed, this.#voice);
    return new Hands(this.#options.recorder?.(session, options, seed) ?? session, world, this.#desk);
  }

  #broke(error: UploadError): void {
    this.#hands = undefined;
    // Only a trap spoils the core that all uploaders share; whoever resets it for less breaks the others.
    if (error.cause instanceof WebAssembly.RuntimeError) this.#outside.reset();
    this.#desk.asks.cut(error);
    for (const upload of [...this.#live.values()]) upload.orphan(error);
  }

  #hidden(header: string): void {
    const line = `CORS hides the response header ${header}. ${advise("expose", this.#voice.locale ?? "en", this.#voice.place)}`;
    guard(() => this.#options.debug?.(line));
  }

  #closing(): UploadError {
    return new UploadError("aborted", CLOSED, this.#voice);
  }
}

/** What a listener of the caller's throws goes to the page's own error handling, and stops nothing here. */
function guard(call: () => void): void {
  try {
    call();
  } catch (thrown) {
    setTimeout(() => {
      throw thrown;
    });
  }
}

const CLOSED = "the uploader is closed";

/** The core's own default, ms. */
const PATIENCE = 600_000;
