/** One file on its way: its strip of parts, its figures, its buttons, and what became of it. */

import type { Upload, UploadError } from "../../ts/index.ts";
import { h, mark, write } from "./dom.ts";
import { Figures } from "./figures.ts";
import { Flight } from "./flight.ts";
import { bytes, duration, percent } from "./format.ts";
import { onLanguage, texts } from "./language.ts";
import { Ledger } from "./ledger.ts";
import { onPalette, Painter } from "./painter.ts";
import type { Station } from "./station.ts";

export interface CardHooks {
  announce(text: string): void;
  removed(card: Card): void;
  changed(): void;
}

export class Card {
  readonly element: HTMLLIElement;
  readonly upload: Upload;
  readonly size: number;
  readonly #name: string;
  readonly #file: File;
  readonly #station: Station;
  readonly #hooks: CardHooks;
  readonly #flight: Flight;
  readonly #figures = new Figures();
  readonly #state = h("span.state");
  readonly #note = h("p.note", { hidden: "" });
  readonly #bar = h("div.strip", { role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" });
  readonly #canvas = h("canvas", { "aria-hidden": "true" });
  readonly #painter = new Painter(this.#canvas);
  readonly #main = h("button.act", { type: "button" });
  readonly #leave = h("button.quiet", { type: "button" });
  readonly #below = h("div.below");
  readonly #undo: (() => void)[] = [];
  #ledger: Ledger | undefined;
  #comparing: number | undefined;
  #asked = false;
  #textAt = 0;

  constructor(station: Station, file: File, name: string, hooks: CardHooks) {
    this.#station = station;
    this.#file = file;
    this.#name = name;
    this.#hooks = hooks;
    this.size = file.size;
    const key = station.keyOf(name);
    const type = file.type === "" ? {} : { contentType: file.type };
    this.upload = station.uploader().upload(file, { key, ...type });
    this.#flight = new Flight(this.upload, file.size);
    this.element = this.#build(key);
    this.#listen();
    this.#turned();
  }

  /** Puts the reader's place on this card. */
  focus(): void {
    (this.#main.hidden ? this.#leave : this.#main).focus();
  }

  /** Redraws at the next frame, and goes on while something moves. */
  touch(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame((now) => {
      this.#asked = false;
      this.#frame(now);
    });
  }

  #build(key: string): HTMLLIElement {
    this.#bar.append(this.#canvas);
    this.#main.addEventListener("click", () => this.#act());
    this.#leave.addEventListener("click", () => this.#depart());
    const cloud = h("span.tag", {}, this.#station.provider.toUpperCase());
    const head = h(
      "header",
      {},
      h("h3", { title: key }, this.#name),
      h("span.size", {}, bytes(this.size)),
      cloud,
      this.#state,
    );
    const foot = h("footer", {}, this.#figures.element, h("div.acts", {}, this.#main, this.#leave));
    return h("li.card", {}, head, this.#bar, foot, this.#note, this.#below);
  }

  #listen(): void {
    const { upload } = this;
    this.#undo.push(
      upload.on("progress", () => this.touch()),
      upload.on("state", () => this.#turned()),
      upload.on("part", ({ partNumber }) => {
        this.#painter.land(partNumber);
        this.touch();
      }),
      upload.on("retry", ({ code, attempt, delay }) =>
        this.#say(texts().retrying(attempt, duration(delay / 1000, texts()), code)),
      ),
      onLanguage(() => this.#relabel()),
      onPalette(() => this.touch()),
    );
    const watch = new ResizeObserver(([entry]) => {
      this.#painter.resize(entry?.contentRect.width ?? 0);
      this.touch();
    });
    watch.observe(this.#bar);
    this.#undo.push(() => watch.disconnect());
  }

  #turned(): void {
    const { state } = this.upload;
    this.#flight.turn(state === "running", performance.now());
    this.#note.hidden = true;
    this.element.dataset.state = state;
    this.#textAt = 0;
    this.#relabel();
    this.#hooks.announce(texts().became(this.#name, texts()[state]));
    this.#hooks.changed();
    if (state === "done") void this.#arrived();
    if (state === "failed") this.upload.done().catch((error: UploadError) => this.#failed(error));
  }

  async #arrived(): Promise<void> {
    const result = await this.upload.done();
    if (this.#ledger !== undefined) return;
    this.#ledger = new Ledger(this.#station, this.#file, result);
    this.#below.append(this.#ledger.element);
    if (result.resumed) this.#say(texts().resumedNote);
  }

  #failed(error: UploadError): void {
    const codes = [error.code, error.serverCode, error.status, error.requestId].filter((each) => each !== undefined);
    this.#note.replaceChildren(
      h("strong", {}, error.message),
      " ",
      error.hint ?? "",
      " ",
      h("code", {}, codes.join(" · ")),
    );
    this.#note.hidden = false;
    this.#hooks.announce(`${this.#name}: ${error.message} ${error.hint ?? ""}`);
  }

  #say(text: string): void {
    write(this.#note, text);
    this.#note.hidden = false;
  }

  /** The one main button: its meaning follows the state, its place and the focus on it stay. */
  #act(): void {
    const { state } = this.upload;
    if (state === "running" || state === "queued") this.upload.pause();
    else if (state === "paused") this.upload.resume();
    else if (state === "failed") this.upload.retry();
    else if (state === "done") void this.#compare();
  }

  async #compare(): Promise<void> {
    if (this.#comparing !== undefined) return;
    this.#comparing = 0;
    try {
      await this.#ledger?.compare((fraction) => {
        this.#comparing = fraction;
        this.#relabel();
      });
    } catch (error) {
      this.#failed(error as UploadError);
    }
    this.#comparing = undefined;
    this.#relabel();
  }

  #depart(): void {
    const { state } = this.upload;
    if (state === "done" || state === "aborted" || state === "failed") this.#remove();
    else this.upload.abort().catch((error: UploadError) => this.#failed(error));
  }

  #remove(): void {
    if (this.upload.state === "failed") this.upload.abort().catch(() => undefined);
    for (const undo of this.#undo) undo();
    this.#ledger?.remove();
    this.#hooks.removed(this);
  }

  #relabel(): void {
    const t = texts();
    const { state } = this.upload;
    write(this.#state, t[state]);
    const does = { queued: t.pause, running: t.pause, paused: t.resume, failed: t.retry, done: t.compare, aborted: "" }[
      state
    ];
    this.#main.hidden = state === "aborted";
    const comparing = this.#comparing === undefined ? undefined : t.comparing(percent(this.#comparing));
    this.#label(this.#main, comparing ?? does);
    this.#label(this.#leave, state === "done" || state === "aborted" || state === "failed" ? t.remove : t.cancel);
    mark(this.#bar, "aria-label", t.progressOf(this.#name));
    this.touch();
  }

  #label(button: HTMLElement, text: string): void {
    write(button, text);
    mark(button, "aria-label", `${text} ${this.#name}`);
  }

  #frame(now: number): void {
    const strip = this.#flight.strip(now);
    this.#painter.show(strip);
    const moving = this.#painter.draw(now);
    const due = now - this.#textAt >= TEXT_EVERY_MS;
    if (due) {
      this.#textAt = now;
      this.#read(now, strip.done.size, strip.total, strip.fills.size);
    }
    if (moving || !due) this.touch();
  }

  #read(now: number, home: number, parts: number, flying: number): void {
    const { state, progress } = this.upload;
    const { sent, total = this.size, fraction, speed, eta } = progress;
    const elapsed = this.#flight.elapsed(now);
    this.#figures.show({ state, sent, total, speed, eta, elapsed, home, parts, flying });
    mark(this.#bar, "aria-valuenow", String(Math.floor(fraction * 100)));
    mark(this.#bar, "aria-valuetext", texts().progressText(percent(fraction), home, parts, flying));
    this.#hooks.changed();
  }
}

// Figures that change faster than this are not read, only seen to flicker.
const TEXT_EVERY_MS = 150;
