/** The row of figures on a card: sent, speed, remaining, parts. */

import { h, write } from "./dom.ts";
import { bytes, DASH, duration, speed } from "./format.ts";
import { texts } from "./language.ts";

export interface Reading {
  readonly state: string;
  readonly sent: number;
  readonly total: number;
  readonly speed: number;
  readonly eta: number | undefined;
  readonly elapsed: number;
  readonly home: number;
  readonly parts: number;
  readonly flying: number;
}

export class Figures {
  readonly element = h("dl.figures");
  readonly #sent = this.#figure();
  readonly #speed = this.#figure();
  readonly #time = this.#figure();
  readonly #parts = this.#figure();

  show(reading: Reading): void {
    const t = texts();
    const finished = reading.state === "done";
    const mean = reading.elapsed > 0 ? reading.total / reading.elapsed : 0;
    set(this.#sent, t.sent, bytes(reading.sent), finished ? "" : t.ofTotal(bytes(reading.total)));
    if (finished) set(this.#speed, t.meanSpeed, speed(mean), "");
    else set(this.#speed, t.speed, reading.state === "running" ? speed(reading.speed) : DASH, "");
    if (finished) set(this.#time, t.took, tookText(reading.elapsed), "");
    else set(this.#time, t.remaining, reading.state === "running" ? duration(reading.eta, units()) : DASH, "");
    const air = reading.flying > 0 ? ` · ${t.flying(reading.flying)}` : "";
    set(this.#parts, t.parts, count(reading.home), finished ? "" : t.partsOf(count(reading.parts)) + air);
  }

  #figure(): Figure {
    const figure = { label: h("dt"), value: h("span.value"), note: h("span.beside") };
    this.element.append(h("div", {}, figure.label, h("dd", {}, figure.value, " ", figure.note)));
    return figure;
  }
}

/** The names of the units of time in the language now spoken. */
export function units() {
  return texts();
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

interface Figure {
  readonly label: HTMLElement;
  readonly value: HTMLElement;
  readonly note: HTMLElement;
}

function tookText(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} ${texts().second}` : duration(seconds, units());
}

function set(figure: Figure, label: string, value: string, note: string): void {
  write(figure.label, label);
  write(figure.value, value);
  write(figure.note, note);
}
