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
  readonly upload: Upload;
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
  private shown = EMPTY;
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The latest picture, the same object until something changes. */
  readonly read = (): Picture => this.shown;

  /** Calls at every new picture; returns its undo. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Begins to upload these; they are in the picture at once. */
  readonly add = (files: Iterable<File | Placed>): void => {
    for (const each of files) {
      const placed = "file" in each ? each : { file: each, path: pathOf(each) };
      this.places.set(++this.last, this.items.length);
      this.items.push(this.enter(this.last, placed));
    }
    this.show();
  };

  /** Takes off the list what is over: done, failed or aborted. */
  readonly clear = (): void => {
    this.keep(({ state }) => !OVER.has(state));
    this.show();
  };

  /** Aborts what is not over, on the cloud too. */
  readonly abort = (): void => {
    for (const { state, upload } of this.items) if (!DONE.has(state)) void upload.abort();
  };

  private enter(id: number, { file, path }: Placed): UploadItem {
    if (!this.target) throw new TypeError("There is no uploader yet.");
    const upload = begin(this.target, file, this.options, path);
    const touch = () => this.touch(id);
    upload.on("progress", touch);
    upload.on("state", touch);
    const controls = {
      pause: () => upload.pause(),
      resume: () => upload.resume(),
      retry: () => {
        upload.retry();
        this.follow(id, upload);
      },
      remove: () => this.remove(id, upload),
    };
    this.follow(id, upload);
    return picture({ id, file, path, upload, ...controls } as UploadItem, undefined, undefined);
  }

  private follow(id: number, upload: Upload): void {
    upload.done().then(
      (result) => this.settle(id, result, undefined),
      (error) => this.settle(id, undefined, error),
    );
  }

  private settle(id: number, result: UploadResult | undefined, error: Error | undefined): void {
    const place = this.places.get(id);
    if (place === undefined) return;
    this.items[place] = picture(this.items[place] as UploadItem, result, error);
    this.touch(id);
  }

  private remove(id: number, upload: Upload): void {
    if (!DONE.has(upload.state)) void upload.abort();
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
      if (item) this.items[place as number] = picture(item, item.result, item.error);
    }
    this.changed.clear();
    this.shown = { items: [...this.items], totals: totalsOf(this.items) };
    for (const listener of [...this.listeners]) listener();
  }
}

function picture(item: UploadItem, result: UploadResult | undefined, error: Error | undefined): UploadItem {
  const { state, progress } = item.upload;
  const failed = state === "failed" || state === "aborted";
  return { ...item, state, progress, result, error: failed ? error : undefined };
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
