/** Draws the strip of parts: waiting, in the air and filling, home. */

import { cellOf, type Grid, gridFor } from "./strip.ts";

export interface StripView {
  readonly total: number;
  readonly done: ReadonlySet<number>;
  /** Of each part in the air, how full its cell is, 0 to 1. */
  readonly fills: ReadonlyMap<number, number>;
}

export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #landed = new Map<number, number>();
  #view: StripView = { total: 1, done: new Set(), fills: new Map() };
  #width = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  show(view: StripView): void {
    this.#view = view;
  }

  /** A part has just come home: its cell lights up and settles. */
  land(part: number): void {
    if (!calm.matches) this.#landed.set(part, performance.now());
  }

  /** The width of the strip in CSS pixels; only a real change costs a new layout. */
  resize(width: number): void {
    this.#width = width;
  }

  /** Says whether something still moves, so that another frame is wanted. */
  draw(now: number): boolean {
    const context = this.#canvas.getContext("2d");
    if (context === null || this.#width === 0) return false;
    const grid = gridFor(this.#view.total, this.#width);
    this.#fit(context, grid);
    for (const [part, at] of this.#landed) if (now - at > SETTLE_MS) this.#landed.delete(part);
    const breath = calm.matches ? 1 : 0.8 + 0.2 * Math.sin(now / 260);
    for (let part = 1; part <= Math.max(1, this.#view.total); part += 1) this.#cell(context, part, grid, now, breath);
    return this.#landed.size > 0 || (this.#view.fills.size > 0 && !calm.matches);
  }

  #fit(context: CanvasRenderingContext2D, grid: Grid): void {
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(this.#width * scale), Math.round(grid.height * scale)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.setProperty("height", `${grid.height}px`);
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.#width, grid.height);
  }

  #cell(context: CanvasRenderingContext2D, part: number, grid: Grid, now: number, breath: number): void {
    const at = cellOf(part, grid);
    const colours = palette();
    if (this.#view.done.has(part)) {
      block(context, at, colours.home);
      const landed = this.#landed.get(part);
      if (landed === undefined) return;
      context.globalAlpha = Math.max(0, 1 - (now - landed) / SETTLE_MS);
      block(context, at, colours.landed);
      context.globalAlpha = 1;
      return;
    }
    const fill = this.#view.fills.get(part);
    block(context, at, fill === undefined ? colours.waiting : colours.air);
    if (fill === undefined) return;
    context.globalAlpha = breath;
    // A cell too narrow to show a level is simply lit.
    block(context, at.width < LEVEL_FROM ? at : { ...at, width: Math.max(2, at.width * fill) }, colours.flying);
    context.globalAlpha = 1;
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function block(context: CanvasRenderingContext2D, { x, y, width, height }: Box, colour: string): void {
  context.fillStyle = colour;
  if (width < ROUND_FROM) return context.fillRect(x, y, width, height);
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(ROUND, width / 3));
  context.fill();
}

type Palette = Record<"waiting" | "air" | "flying" | "home" | "landed", string>;

let colours: Palette | undefined;

/** The colours live in the style sheet; read once, and again when light turns dark. */
function palette(): Palette {
  if (colours === undefined) {
    const style = getComputedStyle(document.documentElement);
    const read = (name: string) => style.getPropertyValue(`--cell-${name}`).trim();
    colours = {
      waiting: read("waiting"),
      air: read("air"),
      flying: read("flying"),
      home: read("home"),
      landed: read("landed"),
    };
  }
  return colours;
}

/** `fn` runs when the colours have changed and everything drawn must be drawn again. */
export function onPalette(fn: () => void): () => void {
  const changed = () => {
    colours = undefined;
    fn();
  };
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const SETTLE_MS = 700;
const ROUND_FROM = 5;
const LEVEL_FROM = 4;
const ROUND = 3;
