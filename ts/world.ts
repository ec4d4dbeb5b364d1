/** What the hands reach for: clocks, timers, the network, hashing and storage as one interface, so that tests can fake it. */

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
  /** Sends and waits for the whole answer. Aborting the signal cuts the request; what it settles to then is nobody's. */
  send(outgoing: Outgoing, signal: AbortSignal, report: (bytes: number) => void): Promise<Landing>;
  /** Sends for a caller who wants the response itself; rejects where there is none. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Whether a file that was changed after it was chosen is read as if nothing had happened. */
  readsChangedFiles(): boolean;
  /** Computes over bytes away from the page; rejects where they cannot be read. */
  hash(bytes: Blob, what: What, signal: AbortSignal, within?: Within): Promise<Digest>;
}

/** The larger blob that bytes are a slice of, and where: slices that follow each other are read in one go. */
export interface Within {
  whole: Blob;
  start: number;
}

/** A signed request with its body. */
export interface Outgoing {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: Blob | FormData | undefined;
  /** Whether bytes are counted: costs a preflight where there is none yet. */
  counted: boolean;
  stallMs: number;
  answerMs: number;
}

/** An answer, or why there is none. */
export type Landing = { status: number; headers: string; body: string } | { lost: Loss };

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
