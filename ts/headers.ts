/** Response headers as the core reads them. */

/** In the form of `getAllResponseHeaders`. */
export function headerText(headers: Headers): string {
  let text = "";
  headers.forEach((value, name) => {
    text += `${name}: ${value}\r\n`;
  });
  return text;
}
