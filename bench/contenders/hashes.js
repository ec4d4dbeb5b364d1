/** Hashing in a worker: this package's core, reached as its own worker reaches it, and hash-wasm. */
import { createCRC64, createMD5 } from "hash-wasm";
import named from "../../pkg/raw.js";

export const title = "hashes";

/** MB/s, the best of many short stretches taken in turns. */
export async function hash() {
  const module = await WebAssembly.compileStreaming(fetch("/core.wasm"));
  const worker = new Worker("/hashes.js");
  const speeds = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.thrown ? reject(new Error(data.thrown)) : resolve(data));
    worker.onerror = reject;
    worker.postMessage(module);
  });
  worker.terminate();
  return speeds;
}

if (typeof document === "undefined") {
  globalThis.onmessage = async ({ data: module }) => {
    const told = await speeds(module).catch((thrown) => ({ thrown: String(thrown) }));
    postMessage(told);
  };
}

async function speeds(module) {
  const bytes = Uint8Array.from({ length: CHUNK }, (_, at) => (at * 2_654_435_761) >>> 13);
  const core = await enliven(module);
  const hashers = { "trebucket crc64": ours(core, 1, 0), "trebucket md5": ours(core, 0, 1) };
  for (const [name, hasher] of Object.entries({ crc64: await createCRC64(), md5: await createMD5() })) {
    hashers[`hash-wasm ${name}`] = (times) => {
      hasher.init();
      for (let at = 0; at < times; at++) hasher.update(bytes);
      hasher.digest();
    };
  }
  function ours(core, crc64, md5) {
    return (times) => {
      const place = core.hash_begin(crc64, md5, 0) >>> 0;
      for (let at = 0; at < times; at++) {
        new Uint8Array(core.memory.buffer, place, CHUNK).set(bytes);
        core.hash_update(CHUNK);
      }
      core.hash_end();
    };
  }
  const best = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, work] of Object.entries(hashers)) {
      const began = performance.now();
      work(TIMES);
      const speed = (TIMES * CHUNK) / 1e3 / (performance.now() - began);
      best[name] = Math.max(best[name] ?? 0, speed);
    }
  }
  return best;
}

async function enliven(module) {
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (kind === "function") imports[from] = { ...imports[from], [name]: () => {} };
  }
  return named((await WebAssembly.instantiate(module, imports)).exports);
}

/** As the package reads files. */
const CHUNK = 1 << 18;
const TIMES = 64;
const TURNS = 20;
