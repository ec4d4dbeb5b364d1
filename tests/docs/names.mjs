// @ts-check
/** Which names an example uses, and which it declares itself: the rest is what the text around it has named. */

/**
 * @param {string} name
 * @param {string} text
 */
export function used(name, text) {
  return new RegExp(`(?<![.\\w"/-])${name}\\b(?!["/-])`).test(text);
}

/**
 * @param {string} name
 * @param {string} text
 */
export function declared(name, text) {
  const own = `(?:const|let|function|class) (?:\\{[^}]*\\b)?${name}\\b`;
  return new RegExp(`${own}|import [^;]*\\b${name}\\b[^;]* from`).test(text);
}
