/** What the hands reach for: clocks, timers, the network, hashing and storage as one interface, so that tests can fake it. */

import type { Cut } from "./cut.ts";
import type { CredentialRequest } from "./types.ts";
import type { Hash, Loss } from "./wire.ts";

/** Everything outside. */
export interface World {
  /** ms of a clock that never jumps. */
  mono(): number;
  /** ms since the epoch, as the device believes. */
  wall(): number;
  /** A random number below 2^53. */
  seed(): number;
  /** Rings once at a moment of `mono`; returns its undo. */
  at(mono: number, ring: () => void): () => void;
  /** Tells when timers may have slept and when the network comes and goes; returns its undo. */
  watch(awake: () => void, online: (online: boolean) => void): () => void;
  /**
   * Sends, hashes meanwhile what the file has in it, and waits for the whole answer. Aborting the signal cuts the request;
   * what it settles to then is nobody's.
   */
  send(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing>;
  /** Sends for a caller who wants the response itself; rejects where there is none. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Whether a file of that `lastModified` could be changed after it was chosen and be read as if nothing had happened. */
  readsChangedFiles(modified: number): boolean;
  /** Computes over bytes away from the page; rejects where they cannot be read. */
  hash(cut: Cut, what: What, signal: AbortSignal): Promise<Digest>;
}

/** What a request carries: text, bytes, or a range of a file, alone or at the end of a form. */
export type Load = { text: string } | { bytes: Uint8Array<ArrayBuffer> } | Filed;

/** A range of a file. */
export interface Filed {
  file: Cut;
  type: string;
  fields?: [name: string, value: string][];
}

/** A signed request and what it carries. */
export interface Outgoing {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  load: Load | undefined;
  /** What to compute over the file's bytes. */
  hash: Hash;
  /** Whether bytes are counted: costs a preflight where there is none yet. */
  counted: boolean;
  stallMs: number;
  answerMs: number;
}

/** An answer, or why there is none. */
export type Landing = { status: number; headers: string; body: string; digest?: Digest } | { lost: Loss };

/** What to compute: what the core asks for, or everything there is to know of a whole file. */
export type What = Hash | "all";

/** Checksums as the core takes them. */
export interface Digest {
  /** Decimal, or empty. */
  crc64: string;
  /** Lower-case hexadecimal, or empty. */
  md5: string;
  /** Lower-case hexadecimal, or empty. */
  sha256: string;
  /** How many bytes were read. */
  size: number;
}

/** What the app server said. */
export interface AppServerAnswer {
  status: number;
  /** The `Date` header where it can be read. */
  date: string;
  text: string;
}

/** Asks the app server; rejects where no answer came. */
export type AskAppServer = (request: CredentialRequest, signal: AbortSignal) => Promise<AppServerAnswer>;

/** Bytes/ms, where nobody counts them: 8 KB/s is still an upload. */
export const SLOWEST = 8;
