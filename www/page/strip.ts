/** Where each part's cell stands, and how full it is: the arithmetic behind the strip of parts. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** From one cell's left edge to the next, CSS pixels. */
  readonly stepX: number;
  readonly stepY: number;
  readonly gap: number;
  /** Of the whole strip, CSS pixels. */
  readonly height: number;
}

/** One row of bars while they stay wide enough to see, then rows of squares that shrink until all parts fit. */
export function gridFor(count: number, width: number): Grid {
  const cells = Math.max(1, count);
  const across = Math.max(1, width);
  if (across / cells >= NARROWEST_BAR) {
    const stepX = across / cells;
    return { columns: cells, rows: 1, stepX, stepY: BAR_HEIGHT, gap: gapFor(stepX), height: BAR_HEIGHT };
  }
  return squares(cells, across);
}

/** The cell of a part, numbered from 1. */
export function cellOf(part: number, grid: Grid): { x: number; y: number; width: number; height: number } {
  const column = (part - 1) % grid.columns;
  const row = Math.floor((part - 1) / grid.columns);
  const gapY = grid.rows === 1 ? 0 : grid.gap;
  return {
    x: column * grid.stepX,
    y: row * grid.stepY,
    width: Math.max(grid.stepX - grid.gap, LEAST_CELL),
    height: Math.max(grid.stepY - gapY, LEAST_CELL),
  };
}

/** Bytes of the parts that are home; the last part is the short one. */
export function bytesHome(done: ReadonlySet<number>, total: number, partSize: number, fileSize: number): number {
  if (total === 0) return 0;
  const last = fileSize - (total - 1) * partSize;
  return done.has(total) ? (done.size - 1) * partSize + last : done.size * partSize;
}

/**
 * How full each flying cell is drawn, 0 to 1. The engine tells bytes for the file, not for the part,
 * so what is in the air is dealt out by how long each part has been flying.
 */
export function fillsOf(bytesInAir: number, ages: ReadonlyMap<number, number>, partSize: number): Map<number, number> {
  let sum = 0;
  for (const age of ages.values()) sum += age;
  const fills = new Map<number, number>();
  for (const [part, age] of ages) {
    const share = sum > 0 ? age / sum : 1 / ages.size;
    fills.set(part, partSize > 0 ? Math.min(1, Math.max(0, (bytesInAir * share) / partSize)) : 0);
  }
  return fills;
}

function squares(cells: number, across: number): Grid {
  const tallest = cells > MANY ? TALL : MEDIUM;
  let pitch = WIDEST_SQUARE;
  while (pitch > LEAST_PITCH && Math.ceil(cells / Math.floor(across / pitch)) * pitch > tallest) pitch -= PITCH_STEP;
  const columns = Math.max(1, Math.floor(across / pitch));
  const rows = Math.ceil(cells / columns);
  return { columns, rows, stepX: across / columns, stepY: pitch, gap: gapFor(pitch), height: rows * pitch };
}

function gapFor(pitch: number): number {
  if (pitch >= 8) return 2;
  if (pitch >= 4) return 1;
  return pitch >= 2 ? 0.5 : 0;
}

const BAR_HEIGHT = 26;
const NARROWEST_BAR = 6;
const WIDEST_SQUARE = 13;
const PITCH_STEP = 0.25;
// Below one CSS pixel cells are no longer cells, even on a phone's dense screen.
const LEAST_PITCH = 1;
const LEAST_CELL = 0.5;
const MANY = 2000;
const MEDIUM = 65;
const TALL = 96;
