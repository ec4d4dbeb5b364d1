/** A list of files on their way, as a component shows it: one frozen picture at a time, renewed a few times a second. */

import type { Progress, Upload, UploadResult, UploadState } from "../types.ts";
import { begin, type FileOptions, pathOf, type Target } from "./named.ts";

/** One file as it stands. Pictures never change; the controls work from any of them. */
export interface UploadItem {
  /** Unlike that of any other file of the list. */
  readonly id: number;
  readonly file: File;
  /** Where the file lay in its folder, or its name. */
  readonly path: string;
  readonly state: UploadState;
  readonly progress: Progress;
  /** Once it is done. */
  readonly result: UploadResult | undefined;
  /** Why it failed, an `UploadError`. */
  readonly error: Error | undefined;
  /** `undefined` while it waits behind many others. */
  readonly upload: Upload | undefined;
  pause(): void;
  resume(): void;
  retry(): void;
  /** Aborts if it is not done, and takes it off the list. */
  remove(): void;
}

/** What was added up over the list. */
export interface Totals {
  readonly files: number;
  readonly done: number;
  readonly failed: number;
  /** Neither done, failed nor aborted. */
  readonly running: number;
  /** Bytes. */
  readonly sent: number;
  readonly total: number;
  /** 0 to 1, of the bytes. */
  readonly fraction: number;
}

/** The files, and their sums. */
export interface Picture {
  readonly items: readonly UploadItem[];
  readonly totals: Totals;
}

/** A file with the path it had in its folder. */
export interface Placed {
  file: File;
  path: string;
}

/** Where a component's files are. */
export class Queue {
  /** What the next files are given to, and how. */
  target: Target | undefined;
  options: FileOptions = {};
  private items: UploadItem[] = [];
  private readonly places = new Map<number, number>();
  private readonly changed = new Set<number>();
  private readonly listeners = new Set<() => void>();
  /** What has not begun yet, in order. */
  private readonly waiting: Slot[] = [];
  private shown = EMPTY;
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pump: ReturnType<typeof setTimeout> | undefined;

  /** The latest picture, the same object until something changes. */
  readonly read = (): Picture => this.shown;

  /** Calls at every new picture; returns its undo. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Begins to upload these; they are in the picture at once. */
  readonly add = (files: Iterable<File | Placed>): void => {
    const { target, options } = this;
    if (!target) throw new TypeError("There is no uploader yet.");
    for (const each of files) {
      const placed = "file" in each ? each : { file: each, path: pathOf(each) };
      const slot: Slot = { id: ++this.last, ...placed, target, options, paused: false, upload: undefined };
      this.places.set(slot.id, this.items.length);
      this.items.push(this.item(slot));
      this.waiting.push(slot);
    }
    if (this.pump === undefined) this.begin();
    this.show();
  };

  /** Takes off the list what is over: done, failed or aborted. */
  readonly clear = (): void => {
    this.keep(({ state }) => !OVER.has(state));
    this.show();
  };

  /** Aborts what is not over, on the cloud too. */
  readonly abort = (): void => {
    const never = new Set(this.waiting.splice(0).map(({ id }) => id));
    this.keep(({ id }) => !never.has(id));
    // From the end: each that leaves makes room, and the next one would begin only to be cut.
    for (const { state, upload } of [...this.items].reverse()) if (!DONE.has(state)) void upload?.abort();
    this.show();
  };

  private item(slot: Slot): UploadItem {
    const { id, file, path } = slot;
    const rest = (paused: boolean) => {
      slot.paused = paused;
      this.touch(id);
    };
    const progress = { sent: 0, total: file.size, fraction: 0, speed: 0, eta: undefined };
    return {
      ...{ id, file, path, state: "queued", progress, result: undefined, error: undefined, upload: undefined },
      pause: () => (slot.upload ? slot.upload.pause() : rest(true)),
      resume: () => (slot.upload ? slot.upload.resume() : rest(false)),
      retry: () => {
        slot.upload?.retry();
        if (slot.upload) this.follow(id, slot.upload);
      },
      remove: () => this.remove(slot),
    };
  }

  /** A few at a time, so that ten thousand files leave the page alive. */
  private begin(): void {
    for (const slot of this.waiting.splice(0, WAVE)) {
      const upload = begin(slot.target, slot.file, slot.options, slot.path);
      slot.upload = upload;
      if (slot.paused) upload.pause();
      const touch = () => this.touch(slot.id);
      upload.on("progress", touch);
      upload.on("state", touch);
      this.change(slot.id, { upload });
      this.follow(slot.id, upload);
    }
    this.pump = this.waiting.length ? setTimeout(() => this.begin()) : undefined;
  }

  private follow(id: number, upload: Upload): void {
    upload.done().then(
      (result) => this.change(id, { result, error: undefined }),
      (error) => this.change(id, { error }),
    );
  }

  private change(id: number, news: Partial<UploadItem>): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.items[place] = { ...(this.items[place] as UploadItem), ...news };
    this.touch(id);
  }

  private remove(slot: Slot): void {
    const { id, upload } = slot;
    if (upload && !DONE.has(upload.state)) void upload.abort();
    if (!upload) this.waiting.splice(this.waiting.indexOf(slot), 1);
    this.keep((item) => item.id !== id);
    this.show();
  }

  private keep(wanted: (item: UploadItem) => boolean): void {
    this.items = this.items.filter(wanted);
    this.places.clear();
    this.items.forEach(({ id }, place) => void this.places.set(id, place));
  }

  private touch(id: number): void {
    if (!this.places.has(id)) return;
    this.changed.add(id);
    this.timer ??= setTimeout(() => this.show(), REST);
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const id of this.changed) {
      const place = this.places.get(id);
      const item = place === undefined ? undefined : this.items[place];
      if (item?.upload) this.items[place as number] = picture(item, item.upload);
    }
    this.changed.clear();
    this.shown = { items: [...this.items], totals: totalsOf(this.items) };
    for (const listener of [...this.listeners]) listener();
  }
}

/** A file on the list, and what will be or is its upload. */
interface Slot extends Placed {
  id: number;
  target: Target;
  options: FileOptions;
  paused: boolean;
  upload: Upload | undefined;
}

function picture(item: UploadItem, { state, progress }: Upload): UploadItem {
  const failed = state === "failed" || state === "aborted";
  return { ...item, state, progress, error: failed ? item.error : undefined };
}

function totalsOf(items: readonly UploadItem[]): Totals {
  const totals = { files: items.length, done: 0, failed: 0, running: 0, sent: 0, total: 0, fraction: 0 };
  for (const { state, progress, file } of items) {
    if (state === "done" || state === "failed") totals[state] += 1;
    else if (state !== "aborted") totals.running += 1;
    totals.sent += progress.sent;
    totals.total += progress.total ?? file.size;
  }
  if (totals.files) totals.fraction = totals.total ? totals.sent / totals.total : totals.done / totals.files;
  return totals;
}

const EMPTY: Picture = { items: [], totals: totalsOf([]) };
const DONE = new Set<UploadState>(["done", "aborted"]);
const OVER = new Set<UploadState>(["done", "failed", "aborted"]);

/** ms between two pictures: enough to look alive, and a thousand files cost no more than one. */
const REST = 100;

/** Files begun in one task: some milliseconds of work. */
const WAVE = 100;
