/** Which language the page speaks, and telling everyone when that changes. */

import { type Table, tables } from "./strings.ts";

export type Language = keyof typeof tables;
export type PlainKey = { [K in keyof Table]: Table[K] extends string ? K : never }[keyof Table];

let current: Language = "en";
const listeners = new Set<() => void>();

export function language(): Language {
  return current;
}

/** The table of the language now spoken. */
export function texts(): Table {
  return tables[current];
}

export function say(key: PlainKey): string {
  return tables[current][key];
}

/** `fn` runs after each switch; the answer undoes that. */
export function onLanguage(fn: () => void): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

export function speak(next: Language): void {
  current = next;
  document.documentElement.lang = next === "zh" ? "zh-Hans" : "en";
  document.title = say("title");
  translate(document);
  for (const fn of listeners) fn();
}

/** The reader's own choice from before, else the browser's first language. */
export function preferred(): Language {
  const kept = remembered();
  if (kept !== undefined) return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function remember(choice: Language): void {
  try {
    localStorage.setItem(STORED_AS, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(STORED_AS);
    return kept === "en" || kept === "zh" ? kept : undefined;
  } catch {
    return undefined;
  }
}

function translate(root: ParentNode): void {
  for (const node of root.querySelectorAll<HTMLElement>("[data-t]")) node.textContent = say(node.dataset.t as PlainKey);
  for (const node of root.querySelectorAll<HTMLElement>("[data-t-label]"))
    node.setAttribute("aria-label", say(node.dataset.tLabel as PlainKey));
  for (const node of root.querySelectorAll<HTMLInputElement>("[data-t-placeholder]"))
    node.placeholder = say(node.dataset.tPlaceholder as PlainKey);
}

const STORED_AS = "trebucket-demo-language";
