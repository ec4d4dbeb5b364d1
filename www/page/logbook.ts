/** The engine's decisions as a bounded list, and the filter over it. */

export interface Entry {
  readonly at: number;
  readonly cloud: string;
  readonly line: string;
}

export type Tone = "plain" | "credential" | "good" | "trouble";

export class Logbook {
  readonly #entries: Entry[] = [];

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    // Cut in one go and seldom: shifting an array of thousands for each line would cost more than the line.
    if (this.#entries.length > LIMIT + SLACK) this.#entries.splice(0, SLACK);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** The newest entries that pass, oldest first. */
  matching(filter: string, most = LIMIT): Entry[] {
    const passes = filterOf(filter);
    const kept: Entry[] = [];
    for (let i = this.#entries.length - 1; i >= 0 && kept.length < most; i -= 1) {
      const entry = this.#entries[i] as Entry;
      if (passes(entry)) kept.push(entry);
    }
    return kept.reverse();
  }
}

/** Every word must occur in the line or name its cloud; a word after a minus must not. Case does not matter. */
export function filterOf(filter: string): (entry: Entry) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "-");
  const wanted = words.filter((word) => !word.startsWith("-"));
  const unwanted = words.filter((word) => word.startsWith("-")).map((word) => word.slice(1));
  return (entry) => {
    const text = `${entry.cloud} ${entry.line}`.toLowerCase();
    return wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word));
  };
}

/** What a line is about, for its colour only. */
export function toneOf(line: string): Tone {
  if (/^#\d+ [45]\d\d|\b(fail|error|refus|retry|again|back.?off|lost|stall|denied|expired|timeout)/i.test(line))
    return "trouble";
  if (/credential|lease|generation/i.test(line)) return "credential";
  return /\b(done|complete|verified|home|stored)/i.test(line) ? "good" : "plain";
}

/** The line with each URL cut to its last step, so that one decision is one row; copying gives it whole. */
export function brief(line: string): string {
  return line.replace(/https?:\/\/\S+\/(\S*)/g, (_, last: string) => `…/${readable(last)}`);
}

function readable(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

export const LIMIT = 5000;
const SLACK = 500;
