/** The list of files: only the rows in sight exist, however many files there are. */

import type { UploadItem } from "../queue.ts";
import { button, make } from "./make.ts";
import { ROW } from "./style.ts";
import type { Words } from "./words.ts";

/** The scrolling part of the element. */
export class Rows {
  readonly scroll: HTMLElement;
  private readonly list: HTMLUListElement;
  private readonly rows = new Map<number, Row>();
  private items: readonly UploadItem[] = [];
  private words: Words;

  constructor(words: Words) {
    this.words = words;
    this.list = make("ul", "");
    this.scroll = make("div", "scroll", { tabIndex: 0 }, [this.list]);
    this.scroll.part.add("list");
    this.scroll.setAttribute("role", "region");
    this.scroll.addEventListener("scroll", () => this.draw(), { passive: true });
  }

  show(items: readonly UploadItem[], words: Words): void {
    this.items = items;
    this.words = words;
    this.scroll.hidden = items.length === 0;
    this.scroll.setAttribute("aria-label", words.list);
    this.list.style.height = `${items.length * ROW}px`;
    this.draw();
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.scroll;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - BEYOND);
    const last = Math.min(this.items.length, Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND);
    const wanted = new Set<number>();
    for (let place = first; place < last; place += 1) {
      const item = this.items[place] as UploadItem;
      wanted.add(item.id);
      this.rowOf(item).show(item, place, this.items.length, this.words);
    }
    for (const [id, row] of this.rows) {
      if (wanted.has(id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    this.sort();
  }

  private rowOf(item: UploadItem): Row {
    let row = this.rows.get(item.id);
    if (!row) {
      row = new Row();
      this.rows.set(item.id, row);
      this.list.append(row.element);
    }
    return row;
  }

  /** The order of elements is the order of the Tab key. A row with the focus must not be moved: it would lose it. */
  private sort(): void {
    const wanted = [...this.rows.values()].sort((one, other) => one.place - other.place);
    for (const [place, { element }] of wanted.entries()) {
      const there = this.list.children[place];
      if (there !== element && there) this.list.insertBefore(element, there);
    }
  }
}

/** One file. */
class Row {
  place = 0;
  readonly element: HTMLLIElement;
  private item: UploadItem | undefined;
  private readonly name = make("span", "name");
  private readonly bar = make("progress", "progress", { max: 1 });
  private readonly status = make("span", "status");
  private readonly rest = button("action", () =>
    this.item?.state === "paused" ? this.item.resume() : this.item?.pause(),
  );
  private readonly again = button("action", () => this.item?.retry());
  private readonly away = button("action", () => this.item?.remove());

  constructor() {
    const actions = make("span", "actions", {}, [this.rest, this.again, this.away]);
    this.element = make("li", "row", {}, [this.name, this.bar, this.status, actions]);
  }

  show(item: UploadItem, place: number, files: number, words: Words): void {
    const { state, path, progress, error } = item;
    this.item = item;
    this.place = place;
    this.element.dataset.state = state;
    this.element.style.top = `${place * ROW}px`;
    this.element.setAttribute("aria-posinset", String(place + 1));
    this.element.setAttribute("aria-setsize", String(files));
    write(this.name, path);
    this.bar.value = progress.fraction;
    this.bar.setAttribute("aria-label", path);
    const said = error && state === "failed" ? explained(error) : words.states[state];
    write(this.status, state === "running" ? `${said} · ${Math.floor(progress.fraction * 100)} %` : said);
    const over = state === "done" || state === "failed" || state === "aborted";
    label(this.rest, state === "paused" ? words.resume : words.pause, path, words, over);
    label(this.again, words.retry, path, words, state !== "failed");
    label(this.away, over ? words.remove : words.cancel, path, words, false);
  }
}

/** Says the action, and to whoever cannot see the row also of which file. */
function label(control: HTMLButtonElement, action: string, path: string, words: Words, hidden: boolean): void {
  if (control.textContent !== action) control.textContent = action;
  control.setAttribute("aria-label", words.named(action, path));
  control.hidden = hidden;
}

function explained(error: Error & { hint?: string }): string {
  return error.hint ? `${error.message} ${error.hint}` : error.message;
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent === text) return;
  element.textContent = text;
  element.title = text;
}

/** Rows kept above and below what is seen: where the Tab key goes next. */
const BEYOND = 4;
