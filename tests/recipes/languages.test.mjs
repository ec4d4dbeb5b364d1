// @ts-check
/** `npm run test:recipes`: the app servers in Go, Java and PHP, as docs/app-servers.md shows them, where the language is there. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { ROOT, which } from "../../scripts/run.mjs";
import { blocks } from "../docs/documents.mjs";
import { openSts, servesAll, serving } from "../docs/serving.mjs";

const FOLDER = join(ROOT, ".cache/recipes");
/** @type {Awaited<ReturnType<typeof openSts>>} */
let sts;

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  sts = await openSts();
});
after(() => sts.close());

/** @type {[language: string, file: string, command: (script: string, port: number) => [string, ...string[]]][]} */
const LANGUAGES = [
  ["go", "app-server.go", (script) => ["go", "run", script]],
  ["java", "AppServer.java", (script) => ["java", script]],
  ["php", "sts.php", (script, port) => ["php", "-d", "apc.enable_cli=1", "-S", `127.0.0.1:${port}`, script]],
];

for (const [language, file, command] of LANGUAGES) {
  test(`the app server in ${language} serves the three clouds, keeps a set, and drops one that was refused`, async () => {
    assert.ok(
      which([language]),
      `${language} is missing: apt-get install golang-go php-cli php-curl php-apcu openjdk-17-jdk`,
    );
    const [block] = blocks("docs/app-servers.md").filter((each) => each.language === language);
    const script = join(FOLDER, file);
    writeFileSync(script, block?.text ?? "");
    await serving(sts, (port) => command(script, port), servesAll);
  });
}
