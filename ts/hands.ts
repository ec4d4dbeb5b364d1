/**
 * Carries out what the core decides.
 *
 * The rule it keeps: one nudge, then drain, then sleep. Everything that happens enters through {@link Hands.turn}, so
 * no two things ever happen at once.
 */

import type { Asks } from "./asks.ts";
import type { CredentialDesk } from "./credentials.ts";
import { caught, UploadError, type Voice, wording } from "./errors.ts";
import { Flights } from "./flights.ts";
import type { Memory } from "./memory.ts";
import { checked } from "./spec.ts";
import type { UploadResult } from "./types.ts";
import type { LiveUpload } from "./upload.ts";
import type { Command, Nudge, Of, Session } from "./wire.ts";
import type { World } from "./world.ts";

/** Who the hands work for. */
export interface Desk {
  readonly voice: Voice;
  /** What lives, by its number. */
  readonly uploads: ReadonlyMap<number, LiveUpload>;
  readonly asks: Asks;
  readonly credentials: CredentialDesk;
  readonly memory: Memory;
  log(line: string): void;
  /** The CORS rule hides a header. */
  hidden(header: string): void;
  /** The core is broken; these hands will not move again. */
  broke(error: UploadError): void;
}

/** One session's hands. */
export class Hands {
  readonly #world: World;
  readonly #desk: Desk;
  readonly #flights: Flights;
  readonly #nudges: Nudge[] = [];
  /** Present while the session lives. */
  #session: Session | undefined;
  #turning = false;
  #alarm: () => void = () => {};
  readonly #unwatch: () => void;

  constructor(session: Session, world: World, desk: Desk) {
    this.#session = session;
    this.#world = world;
    this.#desk = desk;
    this.#flights = new Flights(world, desk, this.turn);
    this.#unwatch = world.watch(
      () => void this.turn((core) => core.nudge("wake", 0, "")),
      (online) => void this.turn((core) => core.nudge(online ? "online" : "offline", 0, "")),
    );
  }

  /** Tells the core what happened and does what it says. A nudge that comes while another is obeyed waits its turn. */
  readonly turn = (nudge: Nudge): boolean => {
    if (!this.#session) return false;
    this.#nudges.push(nudge);
    if (this.#turning) return true;
    this.#turning = true;
    try {
      for (let next = this.#nudges.shift(); next && this.#session; next = this.#nudges.shift()) this.#drain(next);
      this.#rearm();
    } catch (thrown) {
      this.#break(thrown);
    } finally {
      this.#turning = false;
    }
    return true;
  };

  /** Cuts what is in flight and forgets the credential. What is on the cloud stays. */
  close(): void {
    const session = this.#session;
    this.#stop();
    try {
      session?.wipe();
      session?.free();
    } catch {
      // Another uploader's panic replaced the instance under this session: nothing is left of it.
    }
  }

  #drain(nudge: Nudge): void {
    const session = this.#session as Session;
    session.tick(this.#world.mono(), this.#world.wall());
    nudge(session);
    while (this.#session) {
      const command = session.poll();
      if (command === undefined) return;
      this.#obey(JSON.parse(command));
    }
  }

  #obey(command: Command): void {
    switch (command.do) {
      case "send":
        return this.#flights.send(command);
      case "cancel":
        return this.#flights.cancel(command.request);
      case "digest":
        return void this.#flights.digest(command);
      case "askCredential":
        return void this.#desk.credentials.ask(command, this.turn);
      case "dropCredential":
        return this.#desk.credentials.drop(command.ask);
      case "settle":
      case "answer":
      case "refuse":
        return this.#desk.asks.hear(command);
      case "log":
        return this.#desk.log(command.line);
      case "tell":
        return this.#tell(command);
      default:
        return this.#obeyUpload(command);
    }
  }

  #obeyUpload(command: Of<Personal>): void {
    const upload = this.#desk.uploads.get(command.upload);
    if (!upload) return;
    switch (command.do) {
      case "askKey":
        return void this.#askKey(upload);
      case "fill":
        return void this.#fill(upload, command);
      case "release":
        return upload.bytes?.stream?.release(command.part);
      case "save":
        return this.#desk.memory.save(upload, command.checkpoint);
      case "forget":
        return this.#desk.memory.forget(upload);
      case "done":
        return void this.#finish(upload, command.result);
      case "fail":
        return upload.fail(command.error);
      case "aborted":
        return upload.aborted();
      default:
        command satisfies never;
    }
  }

  #tell({ upload, event }: Of<"tell">): void {
    if (event.kind === "hidden") return this.#desk.hidden(event.header);
    if (event.kind === "credential") this.#desk.credentials.live(event, this.#world.wall());
    if (upload !== undefined) return this.#desk.uploads.get(upload)?.hear(event);
    for (const each of this.#desk.uploads.values()) each.hear(event);
  }

  async #finish(upload: LiveUpload, result: UploadResult): Promise<void> {
    if (await this.#flights.stands(upload, result)) return upload.succeed(result);
    const message = "the file changed while it was uploading";
    upload.orphan(new UploadError("source", message, { ...this.#desk.voice, hint: "file-changed" }));
  }

  async #askKey(upload: LiveUpload): Promise<void> {
    const { key } = upload.options;
    try {
      const answer = typeof key === "function" ? await key({ credentials: this.#desk.credentials.answer }) : key;
      const name = checked(answer, this.#desk.voice);
      upload.named(name);
      const left = await this.#desk.memory.claim(upload);
      if (left) this.turn((core) => core.nudge("recall", upload.id, left));
      this.turn((core) => core.nudge("keyed", upload.id, name));
    } catch (thrown) {
      this.turn((core) => core.nudge("keyThrew", upload.id, wording(thrown)));
    }
  }

  async #fill(upload: LiveUpload, { part, bytes }: Of<"fill">): Promise<void> {
    try {
      const got = await upload.bytes?.stream?.fill(part, bytes);
      if (got) this.turn((core) => core.filled(upload.id, part, got.bytes, got.ended));
    } catch (thrown) {
      upload.spoil(thrown);
    }
  }

  #rearm(): void {
    this.#alarm();
    const at = this.#session?.deadline();
    const ring = () => void this.turn((core) => core.nudge("wake", 0, ""));
    this.#alarm = at === undefined ? () => {} : this.#world.at(at, ring);
  }

  /** A panic in the core, or a defect here: nothing can be trusted any more, and nothing may hang. */
  #break(thrown: unknown): void {
    this.#stop();
    this.#desk.broke(caught(thrown, this.#desk.voice));
  }

  #stop(): void {
    this.#session = undefined;
    this.#nudges.length = 0;
    this.#alarm();
    this.#unwatch();
    this.#flights.cut();
    this.#desk.credentials.cut();
  }
}

/** Commands about one upload. */
type Personal = "askKey" | "fill" | "release" | "save" | "forget" | "done" | "fail" | "aborted";
