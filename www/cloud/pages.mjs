// @ts-check
// Cuts listings into pages: sorted by the bytes of the key, marked by the last entry shown.

/** @typedef {{ key: string, id?: string }} Entry */

/**
 * @template {Entry} E
 * @param {Iterable<E>} entries
 * @param {{ prefix?: string, delimiter?: string, after?: Entry | undefined, most: number }} wanted
 */
export function page(entries, { prefix = "", delimiter = "", after, most }) {
  /** @type {E[]} */
  const items = [];
  /** @type {string[]} */
  const prefixes = [];
  /** @type {Entry | undefined} */
  let last;
  for (const entry of [...entries].filter((one) => one.key.startsWith(prefix)).sort(inOrder)) {
    const common = commonPrefix(entry.key, prefix, delimiter);
    const shown = common === undefined ? entry : { key: common };
    if (after && inOrder(shown, after) <= 0) continue;
    if (common !== undefined && prefixes.at(-1) === common) continue;
    if (items.length + prefixes.length === most) return { items, prefixes, truncated: true, last };
    if (common === undefined) items.push(entry);
    else prefixes.push(common);
    last = shown;
  }
  return { items, prefixes, truncated: false, last };
}

/** @template {{ number: number }} P @param {Iterable<P>} parts @param {{ after: number, most: number }} wanted */
export function pageOfParts(parts, { after, most }) {
  const left = [...parts].filter((part) => part.number > after).sort((a, b) => a.number - b.number);
  const shown = left.slice(0, most);
  return { parts: shown, truncated: left.length > most, last: shown.at(-1)?.number ?? after };
}

/** A page size as the request names it. @param {string | undefined} text */
export function pageSize(text) {
  const wanted = Number(text ?? PAGE_MOST);
  return Number.isInteger(wanted) && wanted >= 1 ? Math.min(wanted, PAGE_MOST) : PAGE_MOST;
}

function commonPrefix(/** @type {string} */ key, /** @type {string} */ prefix, /** @type {string} */ delimiter) {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** A marker without an id stands behind every upload of its key. */
function inOrder(/** @type {Entry} */ a, /** @type {Entry} */ b) {
  const keys = Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
  if (keys !== 0 || a.id === b.id) return keys;
  if (a.id === undefined || b.id === undefined) return a.id === undefined ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

const PAGE_MOST = 1000;
