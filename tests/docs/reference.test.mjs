// @ts-check
/** The API reference is made without a warning, and tells of every entry. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, run } from "../../scripts/run.mjs";

test("TypeDoc makes the reference without a warning, and every entry is in it", async () => {
  // Rejects, with TypeDoc's words on the console, when there is a warning.
  await run(process.execPath, [join(ROOT, "scripts/reference.mjs")]);
  const page = readFileSync(join(ROOT, "docs/api/modules/index.html"), "utf8");
  for (const name of ["Uploader", "UploadError", "createSigner", "readCredentials"])
    assert.ok(page.includes(name), name);
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const entries = Object.keys(exports).filter((path) => /^\.\/[a-z-]+$/.test(path));
  assert.ok(entries.length > 4);
  const start = readFileSync(join(ROOT, "docs/api/index.html"), "utf8");
  for (const path of entries) assert.ok(start.includes(path.slice(2)), path);
});
