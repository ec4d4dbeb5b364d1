/**
 * An uploader plugin for Uppy 6: progress, pause and resume, cancel, retry, and files that Golden Retriever restored.
 *
 * ```ts
 * import Uppy from "@uppy/core";
 * import { Trebucket } from "trebucket/uppy";
 *
 * const uppy = new Uppy().use(Trebucket, { uploader, prefix: "users/42/" });
 * ```
 *
 * A finished file has the object's address in `uploadURL` and the `UploadResult` in `response.body`. A retry goes on from
 * the parts that are home; so does a restored file, under the key it had.
 */

import { BasePlugin, type Body, type Meta, type PluginOpts, type Uppy, type UppyFile } from "@uppy/core";
import type { Progress, Upload, UploadResult } from "../types.ts";
import { begin, type FileOptions, type Target } from "./named.ts";

export type { FileOptions, Target } from "./named.ts";

/** Which uploader, and how files are written. */
export interface TrebucketOptions<M extends Meta = Meta, B extends Body = Body>
  extends PluginOpts,
    Omit<FileOptions, "key"> {
  uploader: Target;
  /** The whole key, asked once credentials have arrived, instead of the prefix and the file's path. */
  key?: (file: UppyFile<M, B>, context: { credentials: unknown }) => string | Promise<string>;
}

/** `uppy.use(Trebucket, { uploader })` */
export class Trebucket<M extends Meta = Meta, B extends Body = Body> extends BasePlugin<TrebucketOptions<M, B>, M, B> {
  override type = "uploader";
  private readonly uploads = new Map<string, Upload>();
  private readonly undo: (() => void)[] = [];

  constructor(uppy: Uppy<M, B>, options: TrebucketOptions<M, B>) {
    super(uppy, options);
    this.id = options.id ?? "Trebucket";
  }

  override install(): void {
    this.capable(true);
    this.uppy.addUploader(this.send);
    this.listen("upload-pause", (file, paused) => file && this.rest(file.id, paused));
    this.listen("pause-all", () => this.each((id) => this.rest(id, true)));
    this.listen("resume-all", () => this.each((id) => this.rest(id, false)));
    this.listen("cancel-all", () => this.each((id) => this.leave(id)));
    this.listen("file-removed", ({ id }) => this.leave(id));
  }

  override uninstall(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.uppy.removeUploader(this.send);
    this.each((id) => this.leave(id));
    this.capable(false);
  }

  private readonly send = async (ids: string[]): Promise<void> => {
    const files = this.uppy.getFilesByIds(ids).filter(({ error, progress }) => !error && !progress.uploadComplete);
    // A restored file that was on its way stays so: its progress is not set back.
    const fresh = files.filter(({ isRestored, progress }) => !isRestored || !progress.uploadStarted);
    this.uppy.emit("upload-start", fresh);
    await Promise.all(
      files.map(async (file, place) => {
        // Each of many in a task of its own, so that ten thousand files leave the page alive.
        if (place >= WAVE) await new Promise((go) => setTimeout(go));
        if (this.uppy.getFile(file.id)) await this.carry(file);
      }),
    );
  };

  /** Never rejects: Uppy learns of failures by event, and counts them itself. */
  private async carry(file: UppyFile<M, B>): Promise<void> {
    try {
      const upload = this.take(file);
      const undo = upload.on("progress", (progress) => this.tell(file.id, progress));
      const result = await upload.done().finally(undo);
      this.uploads.delete(file.id);
      this.succeed(file.id, result);
    } catch (error) {
      const known = this.uppy.getFile(file.id);
      if (known) this.uppy.emit("upload-error", known, error as Error);
    }
  }

  private take(file: UppyFile<M, B>): Upload {
    const before = this.uploads.get(file.id);
    if (before?.state === "failed") {
      before.retry();
      return before;
    }
    if (file.isRemote || !file.data) throw new TypeError(`${file.name} is not on this device: choose it again.`);
    const { uploader, key, id: _, locale: __, ...options } = this.opts;
    const path = (file.meta.relativePath ?? undefined) || file.name;
    const named: FileOptions = { ...options, key: (_file, context) => this.name(file, context, path) };
    if (options.contentType === undefined && file.type) named.contentType = file.type;
    const upload = begin(uploader, file.data as File, named);
    this.uploads.set(file.id, upload);
    if (file.isPaused) upload.pause();
    return upload;
  }

  /** The key is kept with the file, for it to go on under the same one after a reload. */
  private async name(file: UppyFile<M, B>, context: { credentials: unknown }, path: string): Promise<string> {
    const { key, prefix = "" } = this.opts;
    const kept = (file as Kept).trebucketKey;
    const chosen = kept ?? (key ? await key(file, context) : `${prefix}${path}`);
    if (this.uppy.getFile(file.id))
      this.uppy.setFileState(file.id, { trebucketKey: chosen } as Partial<UppyFile<M, B>>);
    return chosen;
  }

  private tell(id: string, { sent, total }: Progress): void {
    const file = this.uppy.getFile(id);
    if (!file) return;
    const uploadStarted = file.progress.uploadStarted ?? Date.now();
    this.uppy.emit("upload-progress", file, { uploadStarted, bytesUploaded: sent, bytesTotal: total ?? file.size });
  }

  private succeed(id: string, result: UploadResult): void {
    const file = this.uppy.getFile(id);
    const body = result as unknown as B;
    if (file)
      this.uppy.emit("upload-success", file, { status: 200, body, uploadURL: result.url, bytesUploaded: result.size });
  }

  private rest(id: string, paused: boolean): void {
    const upload = this.uploads.get(id);
    if (paused) upload?.pause();
    else upload?.resume();
  }

  private leave(id: string): void {
    const upload = this.uploads.get(id);
    this.uploads.delete(id);
    void upload?.abort();
  }

  private each(call: (id: string) => void): void {
    // From the end: each that leaves makes room, and the next one would begin only to be cut.
    for (const id of [...this.uploads.keys()].reverse()) call(id);
  }

  private capable(able: boolean): void {
    const { capabilities } = this.uppy.getState();
    this.uppy.setState({ capabilities: { ...capabilities, resumableUploads: able } });
  }

  private listen: Uppy<M, B>["on"] = (event, listener) => {
    this.uppy.on(event, listener);
    this.undo.push(() => void this.uppy.off(event, listener));
    return this.uppy;
  };
}

interface Kept {
  trebucketKey?: string;
}

/** Files begun at once: some milliseconds of work. */
const WAVE = 100;
