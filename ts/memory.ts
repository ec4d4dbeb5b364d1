/** What survives a reload: the checkpoints of uploads, under ids made from scope, bucket, key and file. */

import { sliced } from "./cut.ts";
import { own, owned } from "./locks.ts";
import { type Kept, shelf, type Wish } from "./shelf.ts";
import type { Bytes } from "./source.ts";
import type { CheckpointStore, UploaderOptions, UploadOptions } from "./types.ts";
import type { LiveUpload } from "./upload.ts";
import type { World } from "./world.ts";

/** Keeps the checkpoints of one uploader. A memory that fails costs a fresh start, never an upload. */
export class Memory {
  readonly #options: UploaderOptions;
  readonly #world: World;
  readonly #log: (line: string) => void;
  /** Gives up on the cloud what an earlier attempt began. */
  readonly #abandon: (kept: Kept) => void;
  /** Upload by upload, the id and the writes that are still to come. */
  readonly #known = new Map<LiveUpload, Promise<string>>();
  #store: Promise<CheckpointStore | undefined> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: UploaderOptions, world: World, log: (line: string) => void, abandon: (kept: Kept) => void) {
    this.#options = options;
    this.#world = world;
    this.#log = log;
    this.#abandon = abandon;
  }

  /** Waits until no other tab owns this upload; resolves to what an earlier attempt left. */
  async claim(upload: LiveUpload): Promise<string | undefined> {
    const { key, bytes } = upload;
    if (key === undefined || !bytes || !worthwhile(bytes, upload.options)) return undefined;
    try {
      if (this.#options.checkpoints === "none") return undefined;
      const [store, id] = await Promise.all([this.#open(), this.#name(upload, key, bytes)]);
      if (!store) return undefined;
      await own(id, released(upload), this.#log);
      const kept = (await this.#soon(store.get(id))) as Kept | undefined;
      if (!kept || kept.size !== bytes.size) return undefined;
      if (made(kept.wish) === made(written(upload.options, bytes).wish)) return kept.checkpoint;
      this.#log("an earlier attempt made another object of this file: beginning anew");
      this.#abandon(kept);
      return undefined;
    } catch (thrown) {
      this.#log(`no checkpoint could be read: ${thrown}`);
      return undefined;
    }
  }

  /** Stores the core's text beside what is needed to find and show it. */
  save(upload: LiveUpload, checkpoint: string): void {
    const { key, bytes, parts } = upload;
    if (key === undefined || !bytes?.size) return;
    const { size, lastModified, handle } = bytes;
    const when = this.#world.wall();
    const words = written(upload.options, bytes);
    const sent = Math.min(parts.done.size * parts.size, size);
    const place = this.#place();
    this.#write(async (store) => {
      const id = await this.#name(upload, key, bytes);
      const [sample = ""] = id.split(" ");
      const kept: Kept = { ...place, id, key, size, lastModified, sample, sent, when, ...words, checkpoint };
      // A handle is no JSON: only the browser's own database can keep it.
      await store.put(id, handle && typeof this.#options.checkpoints !== "object" ? { ...kept, handle } : kept);
    });
  }

  forget(upload: LiveUpload): void {
    const name = this.#known.get(upload);
    if (name) this.#write(async (store) => store.delete(await name));
  }

  /** What this scope left in this bucket, and no tab is uploading. */
  async list(): Promise<Kept[]> {
    const store = await this.#open();
    const place = this.#place();
    const [listed = [], busy] = await Promise.all([store && this.#soon(store.list()), owned()]);
    const read = await Promise.all(listed.map((one) => (typeof one === "string" ? store?.get(one) : one)));
    const kept = read.filter((one): one is Kept => typeof one === "object" && one !== null && "checkpoint" in one);
    return kept.filter((one) => !busy.has(one.id) && PLACE.every((name) => one[name] === place[name]));
  }

  /** Removes one of the list. */
  async drop({ id }: Kept): Promise<void> {
    await (await this.#open())?.delete(id);
  }

  /** Whether this is the file of which a part is stored. */
  async recognises(bytes: Bytes, kept: Kept): Promise<boolean> {
    return bytes.size === kept.size && (await this.#sample(bytes)) === kept.sample;
  }

  /** The store, once everything written before is in it. */
  async #open(): Promise<CheckpointStore | undefined> {
    await this.#writing;
    this.#store ??= shelf(this.#options.checkpoints);
    return this.#store;
  }

  #write(work: (store: CheckpointStore) => Promise<unknown>): void {
    this.#writing = this.#writing
      .then(async () => {
        this.#store ??= shelf(this.#options.checkpoints);
        const store = await this.#store;
        if (store) await this.#soon(work(store));
      })
      .catch((thrown: unknown) => this.#log(`no checkpoint could be written: ${thrown}`));
  }

  /** A store that does not answer is none. */
  #soon<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error("the store does not answer"));
      const stop = this.#world.at(this.#world.mono() + PATIENCE, late);
      work.then(resolve, reject).finally(stop);
    });
  }

  #name(upload: LiveUpload, key: string, bytes: Bytes): Promise<string> {
    const known = this.#known.get(upload);
    if (known) return known;
    const { scope, provider, bucket } = this.#place();
    const { size, lastModified = "" } = bytes;
    const name = this.#sample(bytes).then(
      (sample) => `${sample} ${JSON.stringify([scope, provider, bucket, key, size, lastModified])}`,
    );
    this.#known.set(upload, name);
    upload.ended.addEventListener("abort", () => this.#known.delete(upload));
    return name;
  }

  /** A figure over the file's beginning, middle and end: files of one size and date are told apart without reading all. */
  async #sample(bytes: Bytes): Promise<string> {
    const { size = 0 } = bytes;
    const middle = Math.max(Math.floor(size / 2) - SAMPLE / 2, 0);
    const cuts = [0, middle, Math.max(size - SAMPLE, 0)].map((at) => bytes.cut(at, Math.min(at + SAMPLE, size)));
    const whole = new Blob(cuts.map((cut) => (cut ? sliced(cut) : "")));
    const all = { whole, start: 0, end: whole.size };
    const { crc64 } = await this.#world.hash(all, "crc64", new AbortController().signal);
    return crc64;
  }

  #place(): Pick<Kept, (typeof PLACE)[number]> {
    const { scope = "", provider, bucket } = this.#options;
    return { scope, provider, bucket };
  }
}

/** Small files go in one request and have nothing to resume. */
function worthwhile({ size }: Bytes, { mode }: UploadOptions): boolean {
  return size !== undefined && (mode === "multipart" || (size >= SMALL && mode !== "put" && mode !== "post"));
}

/** What is written down of the caller's options. */
function written(options: UploadOptions, { type }: Bytes): { wish: Wish; withheld: string[] } {
  const { headers = {}, signal, onProgress, exists, key, ...rest } = options;
  const withheld = Object.keys(headers).filter((name) => SECRET.test(name));
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.test(name)));
  return { wish: { ...rest, contentType: rest.contentType ?? type, headers: told }, withheld };
}

/** What an object is made with: none of it can be changed once its multipart has begun. */
function made(wish: Wish): string {
  return JSON.stringify(MADE.map((name) => wish?.[name] || {}));
}

/** Aborted when the upload ends or fails: then another tab may take it up. */
function released(upload: LiveUpload): AbortSignal {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  upload.ended.addEventListener("abort", leave);
  // It may have ended while the file was sampled: then nobody would ever give the name back.
  if (upload.over) leave();
  const undo = upload.on("state", (state) => {
    if (state !== "failed") return;
    undo();
    leave();
  });
  return leaving.signal;
}

/** What tells whose checkpoint it is. */
const PLACE = ["scope", "provider", "bucket"] as const;
const MADE = [
  ...(["contentType", "cacheControl", "contentDisposition", "contentEncoding"] as const),
  ...(["metadata", "acl", "storageClass", "tagging", "headers"] as const),
];
/** Headers that carry a key of the caller's, and whatever sounds like one. */
const SECRET = /customer-key|secret|token|password|credential|authorization|cookie/i;
const SAMPLE = 65_536;
const SMALL = 1 << 20;
/** ms; a database on a spinning disk may take seconds to open. */
const PATIENCE = 10_000;
