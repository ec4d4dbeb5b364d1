// @ts-check
/** What many runs say together. Contenders are compared round by round, so that a machine's moods cancel out. */

/** @typedef {Record<string, number>} Run */
/** @typedef {Record<string, Run[]>} Runs  by contender, in the order of rounds */
/** @typedef {(run: Run) => number} Figure */
/** @typedef {{ text: string, limit: number, figure: number, met: boolean }} Goal */

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[middle]];
  return (low + high) / 2;
}

/** @param {string} name */
export function of(name) {
  return (/** @type {Run} */ run) => run[name] ?? Number.NaN;
}

/** The contender's figure in units of another's. @param {Runs} runs @param {string} mine @param {string} theirs @param {Figure} figure */
export function ratio(runs, mine, theirs, figure) {
  return paired(runs, mine, theirs, (one, other) => figure(one) / figure(other));
}

/** How much the contender's figure lies above another's. @param {Runs} runs @param {string} mine @param {string} theirs @param {Figure} figure */
export function surplus(runs, mine, theirs, figure) {
  return paired(runs, mine, theirs, (one, other) => figure(one) - figure(other));
}

/** @param {Runs} runs @param {string} contender @param {Figure} figure */
export function middle(runs, contender, figure) {
  return median((runs[contender] ?? []).map(figure));
}

/** @param {Runs} runs @param {string} contender @param {Figure} figure */
export function worst(runs, contender, figure) {
  return Math.max(...(runs[contender] ?? []).map(figure));
}

/** @param {string} text @param {number} limit @param {number} figure @returns {Goal} */
export function atLeast(text, limit, figure) {
  return { text, limit, figure, met: figure >= limit };
}

/** @param {string} text @param {number} limit @param {number} figure @returns {Goal} */
export function atMost(text, limit, figure) {
  return { text, limit, figure, met: figure <= limit };
}

/** @param {Runs} runs @param {string} mine @param {string} theirs @param {(one: Run, other: Run) => number} compare */
function paired(runs, mine, theirs, compare) {
  const [ours = [], others = []] = [runs[mine], runs[theirs]];
  return median(ours.flatMap((run, round) => (others[round] ? [compare(run, others[round])] : [])));
}
