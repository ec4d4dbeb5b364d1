// @ts-check
/** The rows of the table, in its order. */
import { cold, engine, hash, sign } from "./rows/alone.mjs";
import { huge } from "./rows/huge.mjs";
import { capped, large } from "./rows/large.mjs";
import { latency } from "./rows/latency.mjs";
import { queue, small } from "./rows/small.mjs";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} title
 * @property {number} rounds
 * @property {string[]} contenders
 * @property {Record<string, string>} [names] of contenders, where the file does not say enough
 * @property {string[]} [guests] contenders that come to three rounds only, and to no warming up
 * @property {boolean} [cold] no round for warming up
 * @property {(stage: import("./stage.mjs").Stage, rounds: number) => Promise<unknown>} [prepare]
 * @property {(stage: import("./stage.mjs").Stage, contender: string, plan: any) => Promise<Record<string, number>>} run
 * @property {[head: string, figure: import("./figures.mjs").Figure][]} columns
 * @property {(runs: import("./figures.mjs").Runs) => import("./figures.mjs").Goal[]} goals
 */

/** @type {Row[]} */
export const ROWS = [large, capped, latency, small, cold, sign, hash, engine, queue, huge];
