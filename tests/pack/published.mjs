// @ts-check
/** What is published, without a browser: its files, its manifest, its types, and its life in Node. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ADAPTERS, ESM_ADAPTERS } from "../../scripts/build/entries.mjs";
import { brought } from "./bundle.mjs";
import { APPS, PACK } from "./install.mjs";

const sh = promisify(execFile);

/** @type {Record<string, (packed: { tarball: string, files: string[] }) => Promise<unknown>>} */
export const PUBLISHED = {
  async "only what users need is in the tarball"({ files }) {
    const expected =
      /^(package\.json|README(\.[\w-]+)?\.md|CHANGELOG\.md|LICENSE-(MIT|APACHE)|THIRD-PARTY\.md|dist\/[\w./-]+)$/;
    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    );
    const beside = files.filter((file) => !file.startsWith("dist/types/"));
    const both = ["index", ...ADAPTERS].flatMap((name) => [".js", ".cjs", ".d.ts", ".d.cts"].map((end) => name + end));
    const esm = ["slim", ...ESM_ADAPTERS].flatMap((name) => [".js", ".d.ts"].map((end) => name + end));
    const dist = [...both, ...esm, "core.wasm", "trebucket.global.js"].map((name) => `dist/${name}`);
    assert.deepEqual(beside.filter((file) => file.startsWith("dist/")).sort(), dist.sort());
  },

  async publint() {
    const { publint } = await brought("publint");
    const { formatMessage } = await brought("publint/utils");
    const pkgDir = join(APPS, "node_modules/trebucket");
    const { messages, pkg } = await publint({ pkgDir, strict: true });
    assert.deepEqual(
      messages.map((/** @type {unknown} */ message) => formatMessage(message, pkg)),
      [],
    );
  },

  async arethetypeswrong({ tarball }) {
    await attw(tarball, "node16", [".", ...ADAPTERS]);
    await attw(tarball, "esm-only", ["slim", ...ESM_ADAPTERS]);
  },

  "Node: import, and sign": () => node(["--input-type=module", "-e", `${IMPORT}${SIGN}`]),
  "Node: require, and sign": () => node(["--input-type=commonjs", "-e", `${REQUIRE}(async () => {${SIGN}})();`]),
  "Node: components rendered on a server": () => node(["--input-type=module", "-e", RENDER]),
};

/**
 * @param {string} tarball
 * @param {string} profile
 * @param {string[]} entrypoints
 */
async function attw(tarball, profile, entrypoints) {
  const bin = join(PACK, "node_modules/@arethetypeswrong/cli/dist/index.js");
  await sh(process.execPath, [bin, tarball, "--profile", profile, "--entrypoints", ...entrypoints]).catch((error) => {
    throw new Error(error.stdout || error.message);
  });
}

/** @param {string[]} args */
async function node(args) {
  const { stdout } = await sh(process.execPath, args, { cwd: APPS });
  assert.equal(stdout.trim(), "fine");
}

const IMPORT = `import assert from "node:assert/strict"; import { createSigner } from "trebucket";`;
const REQUIRE = `const assert = require("node:assert/strict"); const { createSigner } = require("trebucket");`;
const SIGN = `
const bucket = { provider: "oss", bucket: "photos", region: "cn-hangzhou" };
const credentials = { accessKeyId: "STS.FAKE", accessKeySecret: "fake-secret", sessionToken: "fake-token" };
const signer = await createSigner(bucket);
const { url, headers } = signer.sign({ method: "PUT", key: "a b.txt" }, credentials, { at: 1_700_000_000_000 });
assert.equal(url, "https://photos.oss-cn-hangzhou.aliyuncs.com/a%20b.txt");
const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization")[1];
assert.match(authorization, /^OSS4-HMAC-SHA256 Credential=STS\\.FAKE\\/20231114\\/cn-hangzhou\\/oss\\/aliyun_v4_request/);
console.log("fine");
`;
const RENDER = `
import assert from "node:assert/strict";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { Uploader } from "trebucket";
import { useUpload as useInReact } from "trebucket/react";
import { useUpload as useInVue } from "trebucket/vue";
import "trebucket/antd";
import "trebucket/cloud-upload";
import "trebucket/element";
import "trebucket/uppy";

const uploader = new Uploader({ provider: "oss", bucket: "photos", region: "cn-hangzhou", credentials: "/sts" });
const InReact = () => createElement("p", null, useInReact(uploader).items.length);
assert.equal(renderToString(createElement(InReact)), "<p>0</p>");
const inVue = createSSRApp({
  setup() {
    const { items } = useInVue(uploader);
    return () => h("p", items.value.length);
  },
});
assert.equal(await renderVue(inVue), "<p>0</p>");
uploader.close();
console.log("fine");
`;
