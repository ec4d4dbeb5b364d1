/** A form of bytes is what the platform would write itself, to the byte. */
import assert from "node:assert/strict";
import test from "node:test";
import { formed } from "../../ts/form.ts";

const FILE = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
const FIELDS: [string, string][] = [
  ["key", 'users/夏天/a "b".jpg'],
  ["x-oss-meta-note", "one\ntwo\r\nthree\rfour"],
  ["success_action_status", "200"],
  ['odd "name"\n', "\ud800 alone"],
  ["empty", ""],
];

for (const type of ["image/png", ""]) {
  test(`a form of which the file's type is "${type}"`, async () => {
    const platform = new FormData();
    for (const [name, value] of FIELDS) platform.append(name, value);
    platform.append("file", new Blob([FILE], { type }), "file");
    const written = new Response(platform);
    const theirs = /boundary=(.*)$/.exec(written.headers.get("content-type") ?? "")?.[1] ?? "";
    const { body, header } = formed(FIELDS, type, FILE);
    const [, ours = ""] = /^multipart\/form-data; boundary=(.*)$/.exec(header[1]) ?? [];
    const bytes = Buffer.from(await written.arrayBuffer()).toString("latin1");
    assert.equal(Buffer.from(body).toString("latin1").replaceAll(ours, theirs), bytes);
  });
}

test("what stands between two parts is never the same, and needs no preflight", () => {
  const [one, other] = [formed(FIELDS, "", FILE), formed(FIELDS, "", FILE)];
  assert.notEqual(one.header[1], other.header[1]);
  assert.equal(one.header[0], "content-type");
  // Fetch Standard, "CORS-safelisted request-header".
  assert.match(one.header[1], /^[\w/;=. -]{1,128}$/);
});
