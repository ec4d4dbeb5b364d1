/** One upload as the caller holds it: what is asked of it goes to the core, what the core tells is shown. */

import { createNanoEvents, type Emitter } from "nanoevents";
import { told as asError, UploadError, type Voice, wording } from "./errors.ts";
import { abortion, type Outcome, outcome } from "./outcome.ts";
import { LiveParts } from "./parts.ts";
import { Meter } from "./progress.ts";
import type { Bytes, Held } from "./source.ts";
import type { Progress, Upload, UploadEvents, UploadOptions, UploadResult, UploadState } from "./types.ts";
import type { Failure, Nudge, Tidings, Turn } from "./wire.ts";

/** What an upload needs from its uploader. */
export interface Home {
  mono(): number;
  voice: Voice;
  /** Calls a listener of the caller's, whose mistakes are not ours. */
  guard(call: () => void): void;
  /** Makes an upload known to a core. */
  enter(upload: LiveUpload): void;
  /** Waits until no other tab owns it. */
  claim(upload: LiveUpload): Promise<unknown>;
  /** The upload is over. */
  over(upload: LiveUpload): void;
}

/** @internal */
export class LiveUpload implements Upload {
  readonly id: number;
  readonly options: UploadOptions;
  readonly source: Held;
  readonly parts = new LiveParts();
  bytes: Bytes | undefined;
  #key: string | undefined;
  #state: UploadState = "queued";
  #turn: Turn | undefined;
  #waiting: Nudge[] = [];
  #claiming = false;
  #outcome = outcome<UploadResult>();
  #gone: Outcome<void> | undefined;
  #ended: AbortController | undefined;
  #reason: unknown;
  #spoilt: UploadError | undefined;
  #failure: UploadError | undefined;
  #found: UploadResult | undefined;
  #shown = Number.NEGATIVE_INFINITY;
  readonly #meter: Meter;
  #listeners: Emitter<UploadEvents> | undefined;
  readonly #home: Home;

  constructor(id: number, source: Held, options: UploadOptions, home: Home) {
    this.id = id;
    this.source = source;
    this.#meter = new Meter(source.size);
    this.options = options;
    this.#home = home;
    if (typeof options.key === "string") this.#key = options.key;
    if (options.onProgress) this.on("progress", options.onProgress);
  }

  get key(): string | undefined {
    return this.#key;
  }

  get size(): number | undefined {
    return this.#meter.read(false).total;
  }

  get state(): UploadState {
    return this.#state;
  }

  get progress(): Progress {
    return this.#meter.read(this.#state === "done");
  }

  /** Whether nothing more will come of it. */
  get over(): boolean {
    return this.#state === "done" || this.#state === "aborted";
  }

  /** Aborted once nothing more will come of it: ends whatever happens outside the core on its behalf. */
  get ended(): AbortSignal {
    this.#ended ??= new AbortController();
    if (this.over) this.#ended.abort();
    return this.#ended.signal;
  }

  on<E extends keyof UploadEvents>(event: E, listener: UploadEvents[E]): () => void {
    this.#listeners ??= createNanoEvents();
    return this.#listeners.on(event, listener);
  }

  done(): Promise<UploadResult> {
    return this.#outcome.promise;
  }

  pause(): void {
    this.#nudge((session) => session.nudge("pause", this.id, ""));
  }

  resume(): void {
    this.#nudge((session) => session.nudge("resume", this.id, ""));
  }

  retry(): void {
    if (this.#state !== "failed") return;
    this.#outcome = outcome();
    this.#become("queued");
    // It is stored, and only its callback failed: it is not sent again.
    if (this.#failure?.code === "callback") this.fail(this.#failure);
    else if (this.#turn) void this.#again(this.#turn);
    else this.#home.enter(this);
  }

  abort(reason?: unknown): Promise<void> {
    this.#gone ??= outcome();
    const { promise, resolve } = this.#gone;
    this.#reason ??= reason;
    if (this.over) resolve();
    else if (!this.#turn?.((session) => session.nudge("abort", this.id, ""))) this.cut("the upload was aborted");
    return promise;
  }

  /** The core knows this upload from now on; what was asked of it before is asked now. */
  enter(turn: Turn, bytes: Bytes, spec: string): void {
    this.#turn = turn;
    this.bytes = bytes;
    if (bytes.size !== undefined) this.#meter.measure(bytes.size);
    turn((session) => session.nudge("upload", this.id, spec));
    for (const nudge of this.#waiting.splice(0)) turn(nudge);
  }

  /** The key function answered. */
  named(key: string): void {
    this.#key = key;
  }

  /** What the core tells. */
  hear(tidings: Tidings): void {
    switch (tidings.kind) {
      case "state":
        // Done is what `succeed` says: the file may have to be read once more.
        return tidings.state === "done" ? undefined : this.#become(tidings.state);
      case "plan":
        return this.#plan(tidings.key, tidings.parts, tidings.partSize);
      case "part":
        return this.#landed(tidings.part, tidings.size);
      case "retry":
        // Who rests waits for no credential.
        if (this.#state !== "queued" && this.#state !== "running") return;
        return this.#tell("retry", { code: tidings.code, attempt: tidings.attempt, delay: tidings.delay });
      case "credential":
        return this.#tell("credentials", { reason: tidings.reason });
    }
  }

  /** A body left; its bytes are reported by `flew`. */
  flies(part: number | undefined): void {
    if (part !== undefined) this.parts.flying.add(part);
  }

  /** Bytes of a part, or of the whole file, are on their way. */
  flew(part: number | undefined, bytes: number): void {
    const mono = this.#home.mono();
    this.#meter.fly(part ?? 0, bytes, mono);
    if (mono - this.#shown >= REST) this.#show();
  }

  /** A request ended, well or not. */
  lands(part: number | undefined): void {
    if (part !== undefined) this.parts.flying.delete(part);
    this.#meter.land(part ?? 0);
  }

  /** Everything is stored. */
  succeed(result: UploadResult): void {
    if (this.over) return;
    this.#meter.finish(result.size);
    this.#key = result.key;
    this.#become("done");
    this.#show();
    this.#end();
    this.#outcome.resolve(result);
  }

  /** The app has the bytes already: done once nothing of this upload is left on the cloud. `false` where it is too late. */
  found(result: UploadResult): boolean {
    if (this.over || this.#spoilt || this.#state === "failed") return false;
    if (!this.#turn) return this.succeed(result) ?? true;
    const { sent, total } = this.progress;
    if (total && sent >= total) return false;
    this.#found = result;
    void this.abort();
    return true;
  }

  /** The upload failed; `retry` may take it up again. */
  fail(error: UploadError | Failure): void {
    if (this.over || this.#found) return;
    this.#become("failed");
    this.#failure = asError(this.#spoilt ?? error, this.#home.voice);
    this.#outcome.reject(this.#failure);
  }

  /** An abort is finished. */
  aborted(): void {
    if (this.#found) return this.succeed(this.#found);
    if (this.#spoilt) {
      this.#turn = undefined;
      return this.fail(this.#spoilt);
    }
    this.#become("aborted");
    this.#end();
  }

  /** The source broke: what the caller sees is that, and not the abort that cleans up after it. */
  spoil(thrown: unknown): void {
    const message = `the stream broke: ${wording(thrown)}`;
    this.#spoilt = new UploadError("source", message, { ...this.#home.voice, hint: "file-unreadable", cause: thrown });
    void this.abort();
  }

  /** The core died under this upload. */
  orphan(error: UploadError): void {
    this.#turn = undefined;
    this.#gone?.resolve();
    if (this.#found) this.succeed(this.#found);
    else if (this.#state !== "failed") this.fail(error);
  }

  /** Ends at once, the core notwithstanding. */
  cut(message: string): void {
    if (this.over) return;
    this.#reason ??= message;
    this.aborted();
  }

  /** It was let go as it failed: another tab may have taken it up since. */
  async #again(turn: Turn): Promise<void> {
    this.#claiming = true;
    await this.#home.claim(this);
    this.#claiming = false;
    if (this.#turn !== turn || this.#state !== "queued") return;
    turn((session) => session.nudge("retry", this.id, ""));
    for (const nudge of this.#waiting.splice(0)) turn(nudge);
  }

  #nudge(nudge: Nudge): void {
    if (this.over) return;
    if (this.#turn && !this.#claiming) this.#turn(nudge);
    else this.#waiting.push(nudge);
  }

  #become(state: UploadState): void {
    if (this.#state === state || this.over || (state === "aborted" && (this.#spoilt || this.#found))) return;
    this.#state = state;
    if (state === "paused" || state === "failed") this.#meter.rest();
    this.#tell("state", state);
    if (state === "aborted") this.#outcome.reject(abortion(this.#reason, this.#home.voice));
  }

  #plan(key: string, total: number, size: number): void {
    this.#key = key;
    this.parts.cut(total, size);
    this.#meter.restart();
  }

  #landed(part: number, size: number): void {
    if (this.parts.done.has(part)) return;
    this.parts.done.add(part);
    this.#meter.home(size);
    this.#tell("part", { partNumber: part, size });
    this.#show();
  }

  #show(): void {
    this.#shown = this.#home.mono();
    this.#tell("progress", this.progress);
  }

  #tell<E extends keyof UploadEvents>(event: E, ...payload: Parameters<UploadEvents[E]>): void {
    for (const listener of [...(this.#listeners?.events[event] ?? [])]) {
      this.#home.guard(() => (listener as (...payload: Parameters<UploadEvents[E]>) => void)(...payload));
    }
  }

  #end(): void {
    this.parts.flying.clear();
    this.#ended?.abort();
    this.bytes?.stream?.close();
    this.bytes = undefined;
    this.#waiting = [];
    this.#gone?.resolve();
    this.#home.over(this);
  }
}

/** ms between two progress events of an upload. */
const REST = 100;
