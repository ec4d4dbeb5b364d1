// @ts-check
/** Many uploads under many misfortunes at once, and the figures that tell of them: what soak and load have in common. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { expected } from "./oracle.mjs";

/** @typedef {import("./scene.mjs").Scene} Scene */
/** @typedef {import("./cell.d.ts").Outcome} Outcome */
/** @typedef {{ key: string, seed: number, size: number, source?: string, at?: number }} Wish */

export const MEBIBYTE = 1024 * 1024;

/** Counts of a whole storm. */
export class Figures {
  stored = 0;
  verified = 0;
  wrong = 0;
  lost = 0;
  bytes = 0;
  retries = 0;
  requests = 0;
  preflights = 0;
  fetches = 0;
  #began = performance.now();
  /** @type {Map<string, number>} */
  #faults = new Map();
  /** @type {string[]} */
  troubles = [];

  /** Compares one upload with its file. @param {Scene} scene @param {Wish} wish @param {Outcome} outcome */
  async judge({ cloud }, { key, seed, size }, outcome) {
    this.retries += outcome.retries;
    /** @type {any} */
    const object = cloud?.object(cloud.bucket, key);
    const same = object !== undefined && (await digest(object)) === expected(seed, size);
    if (outcome.state === "done" && same) {
      this.stored += 1;
      this.bytes += size;
      if (outcome.result?.verified) this.verified += 1;
      return;
    }
    if (outcome.state === "done" || (object && !same)) this.wrong += 1;
    else this.lost += 1;
    this.troubles.push(`${key}: ${JSON.stringify(outcome)}`);
  }

  /** Adds what a scene counted. @param {Scene} scene */
  add({ clouds, desk, happened }) {
    for (const [name, count] of [...Object.entries(clouds?.faults.struck ?? {}), ...happened]) {
      this.#faults.set(name, (this.#faults.get(name) ?? 0) + count);
    }
    for (const [name, count] of Object.entries(clouds?.journal.counts ?? {})) {
      if (name.endsWith(".Preflight")) this.preflights += count;
      else this.requests += count;
    }
    this.fetches += desk?.asked ?? 0;
  }

  get clean() {
    return this.wrong === 0 && this.lost === 0;
  }

  /** @returns {string[]} */
  lines() {
    const rows = this.#rows().map(([name, value]) => `${name.padEnd(38)} ${value}`);
    return [...rows, ...this.troubles.map((trouble) => `TROUBLE ${trouble}`)];
  }

  /** The same for a document. @returns {string[]} */
  table() {
    return ["| | |", "| --- | ---: |", ...this.#rows().map(([name, value]) => `| ${name.trim()} | ${value} |`)];
  }

  /** @returns {[name: string, value: string | number][]} */
  #rows() {
    const faults = [...this.#faults].sort();
    const struck = faults.reduce((sum, [, count]) => sum + count, 0);
    const seconds = (performance.now() - this.#began) / 1000;
    return [
      ["stored and equal to the file", `${this.stored} (${this.verified} verified by the cloud's own figure)`],
      ["wrong", this.wrong],
      ["lost", this.lost],
      ["bytes compared", `${this.bytes} (${(this.bytes / MEBIBYTE).toFixed(0)} MiB)`],
      ["faults injected", struck],
      ...faults.map(([name, count]) => /** @type {[string, number]} */ ([`  of these: ${name}`, count])),
      ["requests sent", `${this.requests} and ${this.preflights} preflights`],
      ["retries", this.retries],
      ["credential fetches", this.fetches],
      ["wall time", `${seconds.toFixed(0)} s, ${(this.bytes / MEBIBYTE / seconds).toFixed(1)} MiB/s`],
    ];
  }
}

/** Begins uploads in the page in front, all at once; gives their numbers. @param {Scene} scene @param {Wish[]} wishes @returns {Promise<number[]>} */
export async function beginAll(scene, wishes) {
  return /** @type {number[]} */ (await scene.run("return arguments[0].map((wish) => weather.begin(wish))", wishes));
}

/** @param {Scene} scene @param {number[]} numbers @returns {Promise<Outcome[]>} */
export async function endAll(scene, numbers) {
  const ends = await scene.run("return Promise.all(arguments[0].map((number) => weather.end(number)))", numbers);
  return /** @type {Outcome[]} */ (ends);
}

/** @param {{ segments: { file: string }[] }} object */
export async function digest({ segments }) {
  const hash = createHash("sha256");
  for (const { file } of segments) for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
