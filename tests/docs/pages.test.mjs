// @ts-check
/** The TypeScript examples of the documents run in a real page, against the local cloud in the place of the real one. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { ROOT } from "../../scripts/run.mjs";
import { browsing } from "../browser/drive.mjs";
import { staged } from "../browser/stage.mjs";
import { blocks, documents } from "./documents.mjs";
import { declared, used } from "./names.mjs";

test("every TypeScript example runs in Chromium, and the first upload is stored whole", async () => {
  const examples = documents()
    .flatMap(blocks)
    .filter(({ language }) => language === "ts");
  assert.ok(examples.length > 8);
  const folder = await mkdtemp(join(tmpdir(), "trebucket-docs-"));
  try {
    await writeFile(join(folder, "index.html"), "<!doctype html><html lang=en><title>examples</title>");
    for (const [index, block] of examples.entries()) await bundled(block, join(folder, `example-${index}.js`));
    await staged({ seconds: 600, folder }, (stage) =>
      browsing("chromium", async (driver) => {
        await driver.get(stage.url);
        await driver.executeScript(SIGN_IN);
        for (const [index, { file, line }] of examples.entries()) {
          assert.equal(await driver.executeScript(RUN, `/example-${index}.js`), "ran", `${file}:${line}`);
        }
        assert.equal((await stage.stored("oss", "users/ann/a.jpg")).size, SIZE);
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/**
 * One example as a script, with `trebucket` leading to the local cloud and what the text has named before.
 * @param {import("./documents.mjs").Block} block
 * @param {string} outfile
 */
async function bundled({ file, line, text }, outfile) {
  const wanted = (/** @type {string} */ name) => used(name, text) && !declared(name, text);
  const imported = ["Uploader", "UploadError"].filter((name) => !declared(name, text));
  const given = Object.entries(GIVEN).filter(([name]) => wanted(name) || (name === "uploader" && wanted("upload")));
  const contents = [
    `import { ${imported.join(", ")} } from "trebucket";`,
    ...given.map(([, code]) => code),
    text,
    "export {};",
  ].join("\n");
  await build({
    stdin: { contents, loader: "ts", sourcefile: `${file}:${line}`, resolveDir: ROOT },
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    plugins: [{ name: "local", setup: local }],
  });
}

/** @param {import("esbuild").PluginBuild} plugin */
function local(plugin) {
  plugin.onResolve({ filter: /^trebucket$/ }, () => ({ path: "trebucket", namespace: "local" }));
  plugin.onResolve({ filter: /^trebucket\/./ }, ({ path }) => ({ path: join(ROOT, "dist", `${path.slice(10)}.js`) }));
  plugin.onLoad({ filter: /.*/, namespace: "local" }, () => ({ contents: LOCAL, resolveDir: join(ROOT, "dist") }));
}

const SIZE = 300_000;

/** In the order in which one needs the other. @type {Record<string, string>} */
const GIVEN = {
  uploader:
    'const uploader = new Uploader({ provider: "oss", bucket: "photos", region: "cn-hangzhou", credentials: "" });',
  upload: 'const upload = uploader.upload("text", { key: "users/ann/text" });',
  file: `const file = new File([new Uint8Array(${SIZE})], "a.jpg");`,
  token: 'const token = "FAKE";',
  bar: 'const bar = document.createElement("progress");',
  credentials: 'const credentials = { accessKeyId: "AKID-FAKE", accessKeySecret: "FAKE", sessionToken: "FAKE" };',
};

/** The package, with every bucket's place and credentials taken from the app server of the tests. */
const LOCAL = `
import { Uploader as Real } from "./index.js";
export * from "./index.js";
const { clouds } = await (await fetch("/config")).json();
export class Uploader extends Real {
  constructor(options) {
    const { local, ...place } = clouds[options.provider];
    const credentials = { url: "/sts?provider=" + options.provider, method: "POST" };
    super({ ...options, ...place, credentials });
  }
}
`;

const SIGN_IN = `
  const headers = { "Content-Type": "application/json" };
  return fetch("/login", { method: "POST", headers, body: JSON.stringify({ name: "ann" }) }).then(({ ok }) => ok);
`;

const RUN = `
  let fault;
  window.onunhandledrejection = ({ reason }) => { fault = reason; };
  return import(arguments[0])
    .then(() => fault ? Promise.reject(fault) : "ran")
    .catch((error) => error + " " + (error.hint ?? ""));
`;
