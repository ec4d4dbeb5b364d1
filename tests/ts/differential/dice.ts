/** Chance that can be repeated: the same seed, the same throws. */

export class Dice {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `sides - 1`. */
  below(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Some letters of an alphabet. */
  word(alphabet: string, least: number, most: number): string {
    const length = least + this.below(most - least + 1);
    return Array.from({ length }, () => this.pick([...alphabet])).join("");
  }

  /** A character: printable ASCII, of a script that people use, or anything at all but half a surrogate pair. */
  character(): string {
    const kind = this.below(10);
    if (kind < 6) return String.fromCharCode(0x20 + this.below(95));
    if (kind < 9) return this.pick(SCRIPTS);
    const point = this.below(0x110000 - 0x800);
    return String.fromCodePoint(point < 0xd800 ? point : point + 0x800);
  }

  text(least: number, most: number): string {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.character()).join("");
  }
}

/** Chinese, composed and decomposed accents, right to left, Thai, flags and families, white space of other kinds. */
const SCRIPTS = [
  ..."目录文件名张三上传测试éüßñİıאבجדثعไทยกคДЖЯΩω한글かなカナ",
  "e\u0301",
  "🇨🇳",
  "👨‍👩‍👧",
  "😀",
  "\u00a0",
  "\u3000",
  "\u200b",
  "\ufeff",
];
