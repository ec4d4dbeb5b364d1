// @ts-check
/** The examples of the documents: TypeScript compiles against the published declarations, JSON and XML parse, Python is Python. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { XMLValidator } from "fast-xml-parser";
import { ROOT, run } from "../../scripts/run.mjs";
import { blocks, documents } from "./documents.mjs";
import { declared, used } from "./names.mjs";

const all = documents().flatMap(blocks);
const FOLDER = join(ROOT, ".cache/docs");

test("every block says a language that is checked here, or one that is known not to be", () => {
  assert.ok(all.length > 30);
  const known = [...COMPILED, ...PARSED, "python", ...UNCHECKED];
  const others = all.filter(({ language }) => !known.includes(language)).map(named);
  assert.deepEqual(others, []);
});

test("every TypeScript and JavaScript example compiles under strict against the declarations in dist", async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const examples = all.filter(({ language }) => COMPILED.includes(language));
  assert.ok(examples.length > 15);
  for (const block of examples) writeFileSync(join(FOLDER, filename(block)), completed(block));
  writeFileSync(join(FOLDER, "libraries.d.ts"), LIBRARIES);
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(TSCONFIG));
  // Rejects, with the compiler's words on the console, when one does not.
  await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", FOLDER]);
});

test("every JSON and XML example parses", () => {
  const parsed = all.filter(({ language }) => PARSED.includes(language));
  assert.ok(parsed.length > 8);
  for (const block of parsed) {
    if (block.language === "xml") assert.equal(XMLValidator.validate(block.text), true, named(block));
    else assert.doesNotThrow(() => JSON.parse(block.text.replaceAll(/\s\/\/ .*$/gm, "")), named(block));
  }
});

test("every Python example is Python", () => {
  const scripts = all.filter(({ language }) => language === "python").map(({ text }) => text);
  assert.ok(scripts.length > 0);
  const check = "import ast, json, sys; [ast.parse(text) for text in json.load(sys.stdin)]; print('read')";
  assert.equal(String(execFileSync("python3", ["-c", check], { input: JSON.stringify(scripts) })).trim(), "read");
});

/**
 * A module of its own, with what the text around the example has named.
 * @param {import("./documents.mjs").Block} block
 */
function completed({ text, language }) {
  if (language === "js") return `${text}\nexport {};\n`;
  const given = Object.entries(GIVEN).filter(([name]) => used(name, text) && !declared(name, text));
  const missing = IMPORTED.filter((name) => used(name, text) && !declared(name, text));
  const imports = missing.length ? `import { ${missing.join(", ")} } from "trebucket";\n` : "";
  return `${imports}${given.map(([, declaration]) => `declare const ${declaration};\n`).join("")}${text}\nexport {};\n`;
}

/** @param {import("./documents.mjs").Block} block */
function filename({ file, line, language }) {
  const kind = { ts: "ts", tsx: "tsx", js: "mjs" }[language] ?? language;
  return `${file.replaceAll(/[^A-Za-z0-9]+/g, "-")}-${line}.${kind}`;
}

/** @param {import("./documents.mjs").Block} block */
function named({ file, line, language }) {
  return `${file}:${line} ${language}`;
}

const COMPILED = ["ts", "tsx", "js"];
const PARSED = ["json", "jsonc", "xml"];
/** Shell, drawings and languages whose tools are not among those this repository asks for. */
const UNCHECKED = ["", "sh", "text", "go", "java", "php", "html", "http", "vue"];

/** What examples may name without saying where it comes from. @type {Record<string, string>} */
const GIVEN = {
  uploader: 'uploader: import("trebucket").Uploader',
  upload: 'upload: import("trebucket").Upload',
  file: "file: File",
  files: "files: File[]",
  token: "token: string",
  credentials: 'credentials: import("trebucket").Credentials',
  bar: "bar: HTMLProgressElement",
};
const IMPORTED = ["Uploader", "UploadError", "CredentialSource"];

/** Libraries whose types are compared with ours elsewhere (tests/adapters). */
const LIBRARIES = `
declare module "antd" { export const Upload: any; }
declare module "@baiducloud/sdk" { export const STS: any; }
declare module "ali-oss" { const OSS: any; export default OSS; }
`;

const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom", "dom.iterable"],
    jsx: "react-jsx",
    strict: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    noImplicitAny: false,
    skipLibCheck: true,
    types: ["node"],
  },
  include: ["*.ts", "*.tsx", "*.mjs"],
};
