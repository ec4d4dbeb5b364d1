/** The entry without WebAssembly inside: call `init` with the module first. */
import { type CoreSource, initCore } from "./core.ts";

export type { CoreSource } from "./core.ts";
export * from "./index.ts";

/** Loads the core from where you keep it, such as `trebucket/core.wasm`. Once is enough; more do no harm. */
export async function init(source: CoreSource | PromiseLike<CoreSource>): Promise<void> {
  await initCore(source);
}
