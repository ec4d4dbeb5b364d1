/** Makes elements of the shadow tree. */

/** An element of a class that is also its part's name, with properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  part: string,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  children: (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  if (part) {
    made.className = part;
    made.part.add(...part.split(" "));
  }
  made.append(...children);
  return made;
}

/** A push button, which submits no form. */
export function button(part: string, press: () => void): HTMLButtonElement {
  return make("button", part, { type: "button", onclick: press });
}
