/** A form as browsers write it (HTML Standard, "multipart/form-data encoding algorithm"), of bytes that are at hand. */

/** A body, and the header that says how it is divided. */
export interface Form {
  body: Uint8Array<ArrayBuffer>;
  header: [name: string, value: string];
}

/** The fields, then the file. */
export function formed(fields: [name: string, value: string][], type: string, file: Uint8Array): Form {
  const boundary = `----${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
  const part = (about: string) => `--${boundary}\r\nContent-Disposition: form-data; ${about}\r\n`;
  const said = fields.map(([name, value]) => `${part(`name="${quoted(name)}"`)}\r\n${lines(value)}\r\n`).join("");
  const opening = `${part('name="file"; filename="file"')}Content-Type: ${type || "application/octet-stream"}\r\n\r\n`;
  const body = joined([utf8(said + opening), file, utf8(`\r\n--${boundary}--\r\n`)]);
  return { body, header: ["content-type", `multipart/form-data; boundary=${boundary}`] };
}

function quoted(name: string): string {
  return lines(name).replaceAll("\r\n", "%0D%0A").replaceAll('"', "%22");
}

function lines(text: string): string {
  return text.replace(/\r\n?|\n/g, "\r\n");
}

function joined(pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
