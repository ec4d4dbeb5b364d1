/** The list of files: adds cards, keeps the totals, and keeps the reader's place when a card goes. */

import { Card } from "./card.ts";
import { find, write } from "./dom.ts";
import { bytes } from "./format.ts";
import { onLanguage, texts } from "./language.ts";
import type { Station } from "./station.ts";

export class Files {
  readonly #list = find<HTMLUListElement>("#files");
  readonly #totals = find("#totals");
  readonly #live = find("#live");
  readonly #cards: Card[] = [];

  constructor() {
    onLanguage(() => this.#total());
  }

  /** Newest on top, so that what was just dropped is in sight. */
  add(station: Station, name: string, file: File): void {
    const card = new Card(station, file, name, {
      announce: (text) => write(this.#live, text),
      removed: (gone) => this.#remove(gone),
      changed: () => this.#total(),
    });
    this.#cards.unshift(card);
    this.#list.prepend(card.element);
    this.#total();
  }

  #remove(card: Card): void {
    const at = this.#cards.indexOf(card);
    this.#cards.splice(at, 1);
    card.element.remove();
    this.#total();
    const next = this.#cards[at] ?? this.#cards[at - 1];
    if (next === undefined) find("#pick").focus();
    else next.focus();
  }

  #total(): void {
    document.body.dataset.empty = String(this.#cards.length === 0);
    const sent = this.#cards.reduce((sum, card) => sum + card.upload.progress.sent, 0);
    const total = this.#cards.reduce((sum, card) => sum + card.size, 0);
    write(
      this.#totals,
      this.#cards.length === 0 ? "" : texts().filesTotal(this.#cards.length, bytes(sent), bytes(total)),
    );
  }
}
