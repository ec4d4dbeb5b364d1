/** The one error class, its codes, and the words of advice; the words equal those of `src/error.rs`. */

import { inChinese } from "./chinese.ts";
import { advise, chooseLocale, type Hint, type Locale, type Place } from "./hints.ts";
import { nearer } from "./meanings.ts";
import type { Failure } from "./wire.ts";

/** What went wrong, as a word to switch on. The message explains; the `hint` says what to do. */
export type ErrorCode =
  /** The caller stopped it; nothing to do. */
  | "aborted"
  /** No usable credential could be had: look at the app server. */
  | "credentials"
  /** The credential's policy does not allow this: widen the policy or change the key. */
  | "permission"
  /** The cloud does not accept our idea of the time: let the app server send `serverTime`. */
  | "clock"
  /** The bucket's CORS rule does not let the page in: add the rule. */
  | "cors"
  /** No answer for longer than `patience`: try again later with `retry()`. */
  | "network"
  /** What is stored is not, or cannot be proved to be, what was given: do not use the object. */
  | "integrity"
  /** The file changed, vanished or cannot be read: choose it again. */
  | "source"
  /** An object with this key exists and must not be overwritten. */
  | "conflict"
  /** The object is stored, the upload callback failed: look at the callback server. */
  | "callback"
  /** An option or argument cannot be used: the message names it. */
  | "invalid-argument"
  /** This browser, page policy or cloud cannot do it. */
  | "unsupported"
  /** The cloud refused for a reason of its own: `serverCode` tells. */
  | "server"
  /** A defect of trebucket: report it with the `debug` lines. */
  | "internal";

/** What is known beside code and message. */
export interface More {
  /** Which advice to give. */
  hint?: Hint;
  status?: number;
  serverCode?: string;
  requestId?: string;
  cause?: unknown;
  /** Language of message and hint; default the browser's. */
  locale?: Locale;
  /** Fills in the hint's names. */
  place?: Place;
}

/** Everything trebucket throws or rejects with. Holds no secret. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  /** Which kind of failure this is. */
  readonly code: ErrorCode;
  /** HTTP status of the refusal, where one was read. */
  readonly status?: number;
  /** The cloud's own error code, such as `SignatureDoesNotMatch`. */
  readonly serverCode?: string;
  /** The cloud's request id, for its support desk. */
  readonly requestId?: string;
  /** What to do about it, in the locale. */
  readonly hint?: string;
  readonly #told: [code: ErrorCode, message: string, more: More];

  constructor(code: ErrorCode, message: string, more: More = {}) {
    const locale = chooseLocale(more.locale);
    const hinted = nearer(more.hint ?? "none", `${more.serverCode} ${message}`);
    super(locale === "zh" ? inChinese(code, message, hinted, more.serverCode) : message);
    this.code = code;
    if (more.status !== undefined) this.status = more.status;
    if (more.serverCode !== undefined) this.serverCode = more.serverCode;
    if (more.requestId !== undefined) this.requestId = more.requestId;
    const hint = advise(hinted, locale, more.place);
    if (hint) this.hint = hint;
    if (more.cause !== undefined) this.cause = more.cause;
    this.#told = [code, message, more];
  }

  /** The same in the caller's language. @internal */
  in(voice: Voice): UploadError {
    const [code, message, more] = this.#told;
    return new UploadError(code, message, { ...more, ...voice });
  }
}

/** In which language, and about which bucket, errors speak. @internal */
export type Voice = Pick<More, "locale" | "place">;

/** The core's failure as the caller gets it. @internal */
export function told(failure: Failure | UploadError, voice: Voice): UploadError {
  if (failure instanceof UploadError) return failure;
  const { code, message, ...more } = failure;
  return new UploadError(code, message, { ...voice, ...more });
}

/** Whatever was thrown as the caller gets it: our own errors in its language, anything else as a defect. @internal */
export function caught(thrown: unknown, voice: Voice): UploadError {
  if (thrown instanceof UploadError) return thrown.in(voice);
  return new UploadError("internal", wording(thrown), { ...voice, hint: "report", cause: thrown });
}

/** The words of whatever was thrown. @internal */
export function wording(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}
