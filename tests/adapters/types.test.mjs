// @ts-check
/** The adapters' types fit those of the component libraries: the pages of these tests compile under `strict`. */
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, run } from "../../scripts/run.mjs";
import { components } from "./stage.mjs";

test("each page compiles with the library's own types and the published declarations", async () => {
  await components();
  // Rejects, with the compiler's words on the console, when it does not.
  await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tests/adapters/page"]);
});
