/** The log of the engine's decisions: newest last, filtered, held, copied. */

import { find, h, write } from "./dom.ts";
import { timeOfDay } from "./format.ts";
import { onLanguage, texts } from "./language.ts";
import { brief, type Entry, filterOf, Logbook, toneOf } from "./logbook.ts";

export class Log {
  readonly #book = new Logbook();
  readonly #list = find<HTMLOListElement>("#log");
  readonly #empty = find("#log-empty");
  readonly #filter = find<HTMLInputElement>("#log-filter");
  readonly #hold = find<HTMLButtonElement>("#log-hold");
  readonly #fresh: Entry[] = [];
  #held = false;
  #following = true;
  #top = 0;
  #asked = false;

  constructor() {
    // What scrolls must be reachable without a mouse.
    this.#list.tabIndex = 0;
    this.#list.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.#settle()).observe(this.#list);
    this.#filter.addEventListener("input", () => this.#redraw());
    this.#hold.addEventListener("click", () => this.#toggle());
    find("#log-clear").addEventListener("click", () => this.#clear());
    find("#log-copy").addEventListener("click", ({ currentTarget }) => void this.#copy(currentTarget as HTMLElement));
    onLanguage(() => this.#relabel());
    this.#relabel();
  }

  add(cloud: string, line: string): void {
    const entry = { at: Date.now(), cloud, line };
    this.#book.add(entry);
    this.#fresh.push(entry);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#drain();
    });
  }

  /** Only going up is leaving the end: a list that shrinks, or grows, leaves its end by itself. */
  #scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    if (scrollHeight - scrollTop - clientHeight < NEAR_THE_END) this.#following = true;
    else if (scrollTop < this.#top) this.#following = false;
    this.#top = scrollTop;
  }

  #drain(): void {
    if (this.#held) return this.#relabel();
    const passes = filterOf(this.#filter.value);
    this.#append(this.#fresh.splice(0).filter(passes));
    this.#relabel();
  }

  #append(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const list = this.#list;
    // What is hidden cannot be scrolled.
    list.hidden = false;
    list.append(...entries.slice(-SHOWN).map(row));
    while (list.childElementCount > SHOWN) list.firstElementChild?.remove();
    this.#settle();
  }

  /** The newest line stays in sight, unless the reader has scrolled away from it. */
  #settle(): void {
    if (this.#following) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #redraw(): void {
    this.#fresh.length = 0;
    this.#list.replaceChildren(...this.#book.matching(this.#filter.value, SHOWN).map(row));
    this.#following = true;
    this.#relabel();
    this.#settle();
  }

  #toggle(): void {
    this.#held = !this.#held;
    if (this.#held) this.#relabel();
    else this.#drain();
  }

  #clear(): void {
    this.#book.clear();
    this.#redraw();
  }

  async #copy(button: HTMLElement): Promise<void> {
    const lines = this.#book
      .matching(this.#filter.value)
      .map(({ at, cloud, line }) => `${timeOfDay(at)} ${cloud} ${line}`);
    await navigator.clipboard.writeText(lines.join("\n"));
    write(button, texts().copied);
    setTimeout(() => write(button, texts().copy), 1500);
  }

  #relabel(): void {
    const t = texts();
    const more = this.#held && this.#fresh.length > 0 ? ` (${t.logHeld(this.#fresh.length)})` : "";
    write(this.#hold, this.#held ? t.logGo + more : t.logHold);
    const shown = this.#list.childElementCount > 0;
    this.#empty.hidden = shown;
    this.#list.hidden = !shown;
    if (!shown) write(this.#empty, this.#book.entries.length === 0 ? t.logHint : t.logNone);
  }
}

function row({ at, cloud, line }: Entry): HTMLElement {
  const time = h("time", {}, timeOfDay(at));
  return h(
    "li",
    { "data-tone": toneOf(line) },
    time,
    h("span.from", {}, cloud),
    h("span.line", { title: line }, brief(line)),
  );
}

// Rows in the document; the book behind keeps more, for the filter and for copying.
const SHOWN = 800;
const NEAR_THE_END = 24;
