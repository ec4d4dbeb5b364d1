// @ts-check
/** Every way to load what is published brings the optimised core to life, and all of them sign the same. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import * as imported from "../../dist/index.js";
import { ROOT } from "../../scripts/run.mjs";

/** @typedef {Pick<typeof imported, "createSigner">} Entry */

const CREDENTIALS = { accessKeyId: "STS.fakefake", accessKeySecret: "fakefakefake", sessionToken: "fake-token" };
const dist = (/** @type {string} */ name) => join(ROOT, "dist", name);

test("require signs as import does", async () => {
  assert.deepEqual(await signed(createRequire(import.meta.url)(dist("index.cjs"))), await signed(imported));
});

test("the classic script puts the same into one global", async () => {
  const global = runInThisContext(`${readFileSync(dist("trebucket.global.js"), "utf8")}; trebucket`);
  assert.deepEqual(await signed(global), await signed(imported));
});

test("the slim entry asks for its module, takes it as bytes, and signs as the others do", async () => {
  const slim = await import("../../dist/slim.js");
  await assert.rejects(signed(slim), { name: "UploadError", code: "invalid-argument", message: /init/ });
  await slim.init(readFileSync(dist("core.wasm")));
  await slim.init(new URL("file:///nowhere/to/be/found"));
  assert.deepEqual(await signed(slim), await signed(imported));
});

test("to begin twice at once, from two places, is to begin once", async () => {
  const slim = await import(`${dist("slim.js")}?twice`);
  const bytes = readFileSync(dist("core.wasm"));
  const begun = [slim.init(bytes), slim.init(new Uint8Array([1, 2, 3])), slim.init(bytes)];
  const signers = [...begun.map((each) => each.then(() => signed(slim))), signed(slim)];
  for (const urls of await Promise.all(signers)) assert.deepEqual(urls, await signed(imported));
});

test("a page that forbids WebAssembly is told which directive to add", async () => {
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, {
    construct() {
      throw new WebAssembly.CompileError("blocked by CSP");
    },
  });
  try {
    const fresh = await import(`${dist("index.js")}?blocked`);
    await assert.rejects(signed(fresh), { code: "unsupported", hint: /wasm-unsafe-eval/ });
  } finally {
    WebAssembly.Module = Module;
  }
});

/** @param {Entry} entry */
async function signed({ createSigner }) {
  const all = [];
  for (const [provider, region] of /** @type {const} */ ([
    ["oss", "cn-hangzhou"],
    ["bos", "bj"],
    ["cos", "ap-guangzhou"],
  ])) {
    const signer = await createSigner({ provider, bucket: "photos-1250000000", region });
    const url = signer.presign({ method: "PUT", key: "猫 +.png" }, CREDENTIALS, { at: 1_700_000_000_000 });
    assert.match(url, /^https:\/\/photos-1250000000\..+(signature|authorization)=[^&]{20}/i);
    all.push(url);
  }
  return all;
}
