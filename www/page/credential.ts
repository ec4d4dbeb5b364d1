/** The life of each cloud's credential as a bar: the needle walks to the half, where a new one takes over. */

import type { Provider } from "../../ts/index.ts";
import { find, h, mark, write } from "./dom.ts";
import { duration, timeOfDay } from "./format.ts";
import { texts } from "./language.ts";
import { type Life, phaseOf, position, secondsTo } from "./life.ts";
import type { Station } from "./station.ts";

export class Credentials {
  readonly #box = find("#lives");
  readonly #none = find("#no-credential");
  readonly #rows = new Map<Provider, Row>();
  readonly #stations: () => Iterable<Station>;

  constructor(stations: () => Iterable<Station>) {
    this.#stations = stations;
    setInterval(() => this.#tick(), TICK_MS);
  }

  #tick(): void {
    const now = Date.now();
    for (const station of this.#stations()) {
      const { provider, opened } = station;
      const life = opened?.credential;
      if (life === undefined) continue;
      let row = this.#rows.get(provider);
      if (row === undefined) {
        row = new Row(provider);
        this.#rows.set(provider, row);
        this.#box.append(row.element);
        this.#none.hidden = true;
      }
      row.show(life, now, station.busy);
    }
  }
}

class Row {
  readonly element: HTMLElement;
  readonly #cloud: string;
  readonly #said = h("span.said");
  readonly #number = h("span.number");
  readonly #bar = h("div.life", { role: "meter", "aria-valuemin": "0", "aria-valuemax": "100" });
  readonly #arrived = h("span");
  readonly #renews = h("span");
  readonly #ends = h("span");
  #generation: number | undefined;

  constructor(provider: Provider) {
    this.#cloud = provider.toUpperCase();
    this.#bar.append(h("span.half"), h("span.spent"), h("span.needle"));
    const head = h("div.life-head", {}, h("span.tag", {}, this.#cloud), this.#number, this.#said);
    const foot = h("div.life-foot", {}, this.#arrived, this.#renews, this.#ends);
    this.element = h("div.life-row", {}, head, this.#bar, foot);
  }

  show(life: Life, now: number, needed: boolean): void {
    const t = texts();
    const phase = phaseOf(now, life, needed);
    const half = life.renews ?? life.expires;
    const renews = duration(secondsTo(half, now), t);
    const ends = duration(secondsTo(life.expires, now), t);
    mark(this.element, "data-phase", phase);
    mark(this.element, "data-needed", String(needed));
    const said = { fresh: t.renewsIn(renews), reserve: t.onReserve(ends), resting: t.resting, ended: t.ended };
    write(this.#said, said[phase]);
    write(this.#number, t.generation(life.generation));
    write(this.#arrived, `${timeOfDay(life.arrived)} ${t.arrived}`);
    write(this.#renews, `${timeOfDay(half)} ${t.renewsAt}`);
    write(this.#ends, `${timeOfDay(life.expires)} ${t.endsAt}`);
    this.#point(life, now);
    mark(this.#bar, "aria-label", t.life(this.#cloud));
    mark(this.#bar, "aria-valuenow", String(Math.round(position(now, life) * 100)));
    mark(this.#bar, "aria-valuetext", t.lifeText(life.generation, renews, ends));
    if (this.#generation !== undefined && this.#generation !== life.generation) this.#renewed();
    this.#generation = life.generation;
  }

  #point(life: Life, now: number): void {
    this.#bar.style.setProperty("--now", String(position(now, life)));
    this.#bar.style.setProperty("--half", String(position(life.renews ?? life.expires, life)));
  }

  /** A sweep of light over the bar; an animation restarts only after the class has been gone for a frame. */
  #renewed(): void {
    this.element.classList.remove("renewed");
    requestAnimationFrame(() => this.element.classList.add("renewed"));
  }
}

const TICK_MS = 250;
