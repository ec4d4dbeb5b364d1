/** One cloud as the page sees it: its place from the app server's answer, and the one Uploader that serves it. */

import { type Provider, Uploader } from "../../ts/index.ts";
import { language } from "./language.ts";

export interface Place {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint?: string;
  readonly addressing?: "virtual" | "path" | "cname";
  readonly local?: boolean;
}

/** Whose keys the uploads go under. */
export interface Owner {
  readonly user: string;
  readonly keyPrefix: string;
}

export class Station {
  readonly provider: Provider;
  readonly place: Place;
  readonly #keyPrefix: string;
  readonly #user: string;
  readonly #debug: (line: string) => void;
  #uploader: Uploader | undefined;
  #locale = language();

  constructor(provider: Provider, place: Place, { keyPrefix, user }: Owner, debug: (line: string) => void) {
    this.provider = provider;
    this.place = place;
    this.#keyPrefix = keyPrefix;
    this.#user = user;
    this.#debug = debug;
  }

  /** Built at the first need; built anew after a switch of language once nothing is under way. */
  uploader(): Uploader {
    if (this.#uploader !== undefined && this.#locale !== language() && this.#settled()) {
      this.#uploader.close();
      this.#uploader = undefined;
    }
    this.#uploader ??= this.#open();
    return this.#uploader;
  }

  /** The Uploader if there is one: looking must not build it. */
  get opened(): Uploader | undefined {
    return this.#uploader;
  }

  /** Whether an upload is under way, so that the credential is needed. */
  get busy(): boolean {
    return this.#uploader?.uploads.some(({ state }) => state === "running" || state === "queued") ?? false;
  }

  keyOf(name: string): string {
    return this.#keyPrefix + name;
  }

  /** CRC-64 of the object as the cloud itself states it, when its headers are readable from here. */
  async storedCrc(key: string): Promise<string | undefined> {
    const reply = await this.uploader().fetch(key, { method: "HEAD" });
    return reply.ok ? (reply.headers.get(CRC_HEADERS[this.provider]) ?? undefined) : undefined;
  }

  #open(): Uploader {
    this.#locale = language();
    const { bucket, region, endpoint, addressing } = this.place;
    return new Uploader({
      provider: this.provider,
      bucket,
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(addressing === undefined ? {} : { addressing }),
      credentials: { url: `/sts?provider=${this.provider}`, method: "POST" },
      scope: this.#user,
      locale: this.#locale,
      debug: this.#debug,
    });
  }

  /** Failed uploads may be tried again, so they too need their Uploader. */
  #settled(): boolean {
    return this.#uploader?.uploads.every(({ state }) => state === "done" || state === "aborted") ?? true;
  }
}

const CRC_HEADERS: Record<Provider, string> = {
  oss: "x-oss-hash-crc64ecma",
  bos: "x-bce-content-crc64ecma",
  cos: "x-cos-hash-crc64ecma",
};
