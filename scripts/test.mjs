// @ts-check
/** `npm test`: sets up, builds and runs every kind of test in order; `npm test -- cargo ts` runs only those steps. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { main, ROOT, run, Trouble } from "./run.mjs";
import { chromium, firefox, webkit } from "./setup/browsers.mjs";
import { bindgen, TOOL_FOLDERS, wasmPack } from "./setup/rust.mjs";
import { setUp, TO_BUILD } from "./setup.mjs";

/** @typedef {{ title: string, needs: Parameters<typeof setUp>[0], work: () => Promise<unknown>, onlyAsked?: boolean }} Step */

/** @type {Record<string, Step>} */
const STEPS = {
  house: { title: "house rules", needs: [], work: () => nodeTests("tests/house", ["--import", "tsx"]) },
  cargo: { title: "the core, natively (cargo test)", needs: [], work: () => run("cargo", ["test", "--quiet"]) },
  chrome: {
    title: "the seam in Chromium (wasm-pack test)",
    needs: ["wasm-pack", "chromium"],
    work: async () => webTests(["--chrome", "--chromedriver", (await chromium()).driver]),
  },
  firefox: {
    title: "the seam in Firefox (wasm-pack test)",
    needs: ["wasm-pack", "firefox"],
    work: async () => webTests(["--firefox", "--geckodriver", (await firefox()).driver]),
  },
  webkit: {
    title: "the seam in WebKit (wasm-pack test)",
    needs: ["wasm-pack", "webkit"],
    work: async () => webTests(["--safari", "--safaridriver", (await webkit()).driver], (await webkit()).screen),
    onlyAsked: true,
  },
  ts: { title: "TypeScript", needs: [], work: () => nodeTests("tests/ts", ["--import", "tsx"]) },
  page: { title: "the page's arithmetic", needs: [], work: () => nodeTests("tests/page", ["--import", "tsx"]) },
  docs: {
    title: "the documents: examples run, links lead somewhere",
    needs: ["chromium"],
    work: () => nodeTests("tests/docs", ["--import", "tsx"]),
  },
  server: { title: "the app server and the local STS", needs: [], work: () => nodeTests("tests/server") },
  conformance: {
    title: "the local cloud under the official SDKs",
    needs: [],
    work: () => nodeTests("tests/conformance"),
  },
  browser: {
    title: "a real upload to each cloud, in real browsers",
    needs: ["chromium", "firefox"],
    work: () => nodeTests("tests/browser"),
  },
  weather: {
    title: "uploads under the worst of the weather, in Chromium",
    needs: ["chromium"],
    work: () => nodeTests("tests/weather"),
  },
  adapters: {
    title: "the adapters under the real components",
    needs: ["chromium"],
    work: () => nodeTests("tests/adapters"),
  },
};

async function test() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in STEPS));
  if (unknown.length) throw new Trouble(`No such step: ${unknown}.`, `choose from ${Object.keys(STEPS).join(", ")}.`);
  const steps = Object.entries(STEPS).filter(([name, { onlyAsked }]) =>
    asked.length ? asked.includes(name) : !onlyAsked,
  );
  heading("set-up and build");
  await setUp([...TO_BUILD, ...steps.flatMap(([, { needs }]) => needs)]);
  await build();
  const failed = await perform(steps);
  console.log(`\n${steps.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length) process.exitCode = 1;
}

/**
 * Runs every step, whatever became of the one before; returns the names of those that failed.
 * @param {[string, Step][]} steps
 */
async function perform(steps) {
  /** @type {string[]} */
  const lines = [];
  const failed = [];
  for (const [name, { title, work }] of steps) {
    heading(title);
    const began = performance.now();
    const trouble = await work().then(
      () => undefined,
      (/** @type {Error} */ error) => error.message,
    );
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(7);
    if (trouble) failed.push(name);
    lines.push(`${trouble ? "FAILED" : "passed"} ${seconds} s  ${name.padEnd(12)} ${trouble ?? title}`);
  }
  heading("summary");
  console.log(lines.join("\n"));
  return failed;
}

/**
 * @param {string} folder
 * @param {string[]} [flags]
 */
async function nodeTests(folder, flags = []) {
  const full = join(ROOT, folder);
  const names = existsSync(full) ? readdirSync(full).filter((name) => /\.test\.(mjs|ts)$/.test(name)) : [];
  if (!names.length) throw new Trouble(`There is no test in ${folder}.`);
  const files = names.sort().map((name) => join(folder, name));
  await run(process.execPath, [...flags, "--test", "--test-reporter=spec", `--test-timeout=${PATIENCE}`, ...files]);
}

/** @param {string[]} browser @param {string} [screen]  for one that must draw */
async function webTests(browser, screen) {
  // wasm-pack looks for wasm-bindgen's test runner on PATH, and would download one that it does not find.
  const PATH = [join(await bindgen(), ".."), ...TOOL_FOLDERS, process.env.PATH].join(":");
  const test = [await wasmPack(), "test", "--headless", "--mode", "no-install", ...browser, ".", "--test", "web"];
  const [program = "", ...args] = screen ? [screen, "-a", ...test] : test;
  await run(program, args, {
    env: { PATH, WASM_BINDGEN_TEST_TIMEOUT: "120" },
  });
}

/** @param {string} title */
function heading(title) {
  console.log(`\n━━ ${title} ${"━".repeat(Math.max(3, 74 - title.length))}`);
}

/** Milliseconds after which a single test counts as hung. */
const PATIENCE = 300_000;

await main(test);
