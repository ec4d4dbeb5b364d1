/** How the core comes to life where it may not be compiled at once, and what is said where it may not be at all. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { core } from "../../ts/core.ts";

const { Module } = WebAssembly;

afterEach(() => {
  WebAssembly.Module = Module;
});

test("under a policy without 'wasm-unsafe-eval' the error says so, and the next try is a new one", async () => {
  forbid(new WebAssembly.CompileError("refused by the policy"));
  for (const attempt of ["first", "second"]) {
    await assert.rejects(
      core(),
      { code: "unsupported", hint: /wasm-unsafe-eval/, message: /refused by the policy/ },
      attempt,
    );
  }
});

test("a browser that compiles no more than 4 KiB at once compiles beside the page", async () => {
  forbid(
    new RangeError("WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB."),
    4096,
  );
  const { Signer } = await core();
  assert.equal(typeof Signer, "function");
});

/** Nothing is compiled at once any more, but what is no larger. */
function forbid(error: Error, allowed = 0): void {
  const construct = (module: typeof Module, [bytes]: [BufferSource]) => {
    if (bytes.byteLength > allowed) throw error;
    return new module(bytes);
  };
  WebAssembly.Module = new Proxy(Module, { construct });
}
