/** The checksums of a finished upload: the file's above the stored object's, digit under digit. */

import type { UploadResult } from "../../ts/index.ts";
import { h, mark, words, write } from "./dom.ts";
import { onLanguage, texts } from "./language.ts";
import { sha256 } from "./sha256.ts";
import type { Station } from "./station.ts";

type Outcome = "open" | "same" | "different";

export class Ledger {
  readonly element: HTMLElement;
  readonly #station: Station;
  readonly #file: Blob;
  readonly #result: UploadResult;
  readonly #crc: Pair;
  readonly #sha = new Pair("SHA-256");
  readonly #undo: () => void;

  constructor(station: Station, file: Blob, result: UploadResult) {
    this.#station = station;
    this.#file = file;
    this.#result = result;
    this.#crc = new Pair("CRC-64");
    this.#sha.element.hidden = true;
    const url = h("code.url", {}, result.url);
    this.element = h("div.ledger", {}, this.#crc.element, this.#sha.element, objectLine(url, result.url));
    this.#undo = onLanguage(() => this.#relabel());
    void this.#askCrc();
  }

  /** Downloads the object and hashes both sides; `onProgress` hears 0 to 1. */
  async compare(onProgress: (fraction: number) => void): Promise<void> {
    this.#sha.element.hidden = false;
    this.#sha.show("…", "…", "open");
    const size = Math.max(1, this.#file.size);
    const mine = await sha256(this.#file, (read) => onProgress(((read / size) * 1) / 3));
    this.#sha.show(mine, "…", "open");
    const object = await this.#station.uploader().download(this.#result.key, {
      onProgress: ({ fraction }) => onProgress((1 + fraction) / 3),
    });
    const theirs = await sha256(object, (read) => onProgress((2 + read / size) / 3));
    this.#sha.show(mine, theirs, mine === theirs && object.size === this.#file.size ? "same" : "different");
  }

  remove(): void {
    this.#undo();
    this.element.remove();
  }

  async #askCrc(): Promise<void> {
    const mine = this.#result.crc64;
    this.#crc.show(mine ?? "–", texts().asking, "open");
    const theirs = await this.#station.storedCrc(this.#result.key).catch(() => undefined);
    if (theirs === undefined) this.#crc.showVerdict(mine ?? "–", this.#result.verified);
    else this.#crc.show(mine ?? "–", theirs, mine === undefined ? "open" : mine === theirs ? "same" : "different");
  }

  #relabel(): void {
    this.#crc.relabel();
    this.#sha.relabel();
  }
}

/** One kind of checksum on both sides. */
class Pair {
  readonly element: HTMLElement;
  readonly #file = h("code");
  readonly #bucket = h("code");
  readonly #verdict = h("span.verdict");
  #outcome: Outcome = "open";
  #vouched: boolean | undefined;

  constructor(name: string) {
    const line = (key: "inFile" | "inBucket", value: HTMLElement) => h("div.side", {}, words("span.where", key), value);
    const sides = h("div.sides", {}, line("inFile", this.#file), line("inBucket", this.#bucket));
    this.element = h("div.pair", {}, h("span.kind", {}, name), sides, this.#verdict);
  }

  show(mine: string, theirs: string, outcome: Outcome): void {
    write(this.#file, mine);
    write(this.#bucket, theirs);
    this.#outcome = outcome;
    this.#vouched = undefined;
    this.relabel();
  }

  /** The cloud's figure is not readable from here; what the uploader itself found is all there is to tell. */
  showVerdict(mine: string, verified: boolean): void {
    write(this.#file, mine);
    this.#outcome = verified ? "same" : "open";
    this.#vouched = verified;
    this.relabel();
  }

  relabel(): void {
    const t = texts();
    this.element.dataset.outcome = this.#outcome;
    const said = { open: "", same: t.identical, different: t.different }[this.#outcome];
    if (this.#vouched === undefined) return write(this.#verdict, said);
    write(this.#bucket, this.#vouched ? t.vouched : t.unvouched);
    write(this.#verdict, this.#vouched ? t.verified : t.notVerified);
  }
}

function objectLine(shown: HTMLElement, url: string): HTMLElement {
  const copy = words("button.quiet", "copy");
  copy.type = "button";
  copy.dataset.tLabel = "copyUrl";
  mark(copy, "aria-label", texts().copyUrl);
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(url);
    write(copy, texts().copied);
    setTimeout(() => write(copy, texts().copy), 1500);
  });
  return h("div.pair", {}, words("span.kind", "objectUrl"), h("div.sides", {}, shown), copy);
}
