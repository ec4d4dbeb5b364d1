/** Making elements in one expression. */

import { type PlainKey, say } from "./language.ts";

type Child = Node | string;

/** An element with a class, attributes and children: `h("p.note", { id: "x" }, "text")`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K | `${K}.${string}`,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = name.split(".") as [K, ...string[]];
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** An element whose text follows the language. */
export function words<K extends keyof HTMLElementTagNameMap>(name: K | `${K}.${string}`, key: PlainKey) {
  return h(name, { "data-t": key }, say(key));
}

/** The element that the document must have. */
export function find<T extends HTMLElement>(selector: string): T {
  const element = document.querySelector<T>(selector);
  if (element === null) throw new Error(`the page lacks ${selector}`);
  return element;
}

/** Writes text only where it changed, so that a screen reader's place and a selection survive. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function mark(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
