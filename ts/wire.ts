/** The values that cross the seam; the twin of `src/command.rs`. */

import type { ErrorCode } from "./errors.ts";
import type { Hint } from "./hints.ts";
import type { CredentialReason, UploadResult, UploadState } from "./types.ts";

/** One thing to do. */
export type Command =
  | { do: "askCredential"; ask: number; reason: CredentialReason; refused?: string }
  | { do: "dropCredential"; ask: number }
  | ({ do: "send" } & Send)
  | { do: "cancel"; request: number }
  | { do: "askKey"; upload: number }
  | { do: "digest"; upload: number; part: number; start: number; end: number; hash: Hash }
  | { do: "fill"; upload: number; part: number; bytes: number }
  | { do: "release"; upload: number; part: number }
  | { do: "save"; upload: number; checkpoint: string }
  | { do: "forget"; upload: number }
  | { do: "tell"; upload?: number; event: Tidings }
  | { do: "done"; upload: number; result: UploadResult }
  | { do: "fail"; upload: number; error: Failure }
  | { do: "aborted"; upload: number }
  | { do: "settle"; ask: number }
  | { do: "answer"; ask: number; url: string; fields: [name: string, value: string][] }
  | { do: "refuse"; ask: number; error: Failure }
  | { do: "log"; line: string };

/** A command by its word. */
export type Of<Word extends Command["do"]> = Extract<Command, { do: Word }>;

/** A signed request. */
export interface Send {
  request: number;
  upload?: number;
  ask?: number;
  part?: number;
  method: string;
  url: string;
  headers: [name: string, value: string][];
  body: Body;
  hash: Hash;
  stallMs: number;
  answerMs: number;
}

/** What a request carries. */
export type Body =
  | { kind: "none" }
  | { kind: "text"; text: string }
  | { kind: "slice"; start: number; end: number }
  | { kind: "form"; fields: [name: string, value: string][]; end: number };

/** What to compute over bytes. */
export type Hash = "none" | "crc64" | "md5" | "both";

/** What the caller is told. */
export type Tidings =
  | { kind: "state"; state: UploadState }
  | { kind: "plan"; key: string; parts: number; partSize: number }
  | { kind: "part"; part: number; size: number }
  | { kind: "retry"; code: ErrorCode; attempt: number; delay: number }
  | { kind: "credential"; reason: CredentialReason; generation: number; renewsIn?: number; endsIn: number }
  | { kind: "hidden"; header: string };

/** An error as the core reports it. */
export interface Failure {
  code: ErrorCode;
  message: string;
  hint: Hint;
  status?: number;
  serverCode?: string;
  requestId?: string;
}

/** Why a request has no answer; `shut`: the cloud can be reached, but the page may not read it. */
export type Loss = "network" | "shut" | "stalled" | "source-changed" | "source-unreadable";

/** What a number and a text can tell; the text is options as JSON, a key, a message, a {@link Loss}, or empty. */
export type Word =
  | "upload"
  | "pause"
  | "resume"
  | "retry"
  | "abort"
  | "recall"
  | "keyed"
  | "keyThrew"
  | "fetch"
  | "presign"
  | "form"
  | "dropAsk"
  | "credentialLost"
  | "credentialThrew"
  | "lost"
  | "online"
  | "offline"
  | "wake";

/** The core's session as the glue offers it; the twin of `src/browser/session.rs`. */
export interface Session {
  /** What time it is: said before every nudge. */
  tick(mono: number, wall: number): void;
  /** An event that a number and a text tell. */
  nudge(word: Word, number: number, text: string): void;
  credential(ask: number, status: number, date: string, text: string): void;
  reply(request: number, status: number, headers: string, body: string, crc64: string, md5: string): void;
  digested(upload: number, part: number, crc64: string, md5: string): void;
  filled(upload: number, part: number, bytes: number, ended: boolean): void;
  /** The next {@link Command} as JSON. */
  poll(): string | undefined;
  deadline(): number | undefined;
  wipe(): void;
  free(): void;
}

/** An event on its way into the core. */
export type Nudge = (session: Session) => void;

/** Puts a nudge to the core; `false` where the core is gone. */
export type Turn = (nudge: Nudge) => boolean;
