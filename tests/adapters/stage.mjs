// @ts-check
/** One page with a real component, a headless browser before it, and the local cloud behind it. */
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { run } from "../../scripts/run.mjs";
import { browsing } from "../browser/drive.mjs";
import { startDesk } from "../pack/desk.mjs";
import { serveFolder } from "../pack/folder.mjs";

/**
 * @typedef {object} Stage
 * @property {import("../browser/drive.mjs").WebDriver} driver
 * @property {Awaited<ReturnType<typeof startDesk>>["cloud"]} cloud
 * @property {string} prefix  of the keys this user may write
 * @property {(...sizes: number[]) => Promise<string[]>} choose  picks new files of these sizes in the page's file input; their names
 * @property {(expression: string, ...values: unknown[]) => Promise<any>} look  a JavaScript expression in the page
 * @property {(expression: string, ...values: unknown[]) => Promise<any>} until  waits for it to become true
 * @property {() => Promise<void>} open  the page anew
 * @property {string} files  the folder with the files that were chosen
 */

/**
 * Opens tests/adapters/page/NAME for some work, and checks at the end that nothing in it went wrong unnoticed.
 * @param {string} name of the page
 * @param {(stage: Stage) => Promise<unknown>} work
 * @param {"chromium" | "firefox"} [browser]
 */
export async function showing(name, work, browser = "chromium") {
  const folder = mkdtempSync(join(tmpdir(), "trebucket-adapter-"));
  await bundled(name, folder);
  const desk = await startDesk();
  const page = await serveFolder(folder);
  try {
    await browsing(browser, async (driver) => {
      const stage = staged(driver, desk, `${page.url}/?desk=${desk.url}`, folder);
      await stage.open();
      await work(stage);
      const faults = await stage.look("window.faults");
      if (faults.length) throw new Error(`The page saw: ${faults.join("; ")}`);
    });
  } finally {
    await page.close();
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {string} folder
 */
async function bundled(name, folder) {
  await components();
  const source = [".ts", ".tsx"].map((ending) => join(PAGES, name + ending)).find((file) => existsSync(file));
  if (!source) throw new Error(`There is no page ${name}.`);
  await build({
    entryPoints: { page: source },
    outdir: folder,
    bundle: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    nodePaths: [join(COMPONENTS, "node_modules")],
    define: { "process.env.NODE_ENV": '"development"', __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false" },
    logLevel: "error",
  });
  cpSync(join(PAGES, "index.html"), join(folder, "index.html"));
  if (!existsSync(join(folder, "page.css"))) writeFileSync(join(folder, "page.css"), "");
}

/** The component libraries, installed when they differ from their lock file. */
export async function components() {
  const stamp = join(COMPONENTS, "node_modules/.installed");
  const lock = readFileSync(join(COMPONENTS, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  await run("npm", ["install", "--prefix", COMPONENTS, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, lock);
}

/**
 * @param {Stage["driver"]} driver
 * @param {Awaited<ReturnType<typeof startDesk>>} desk
 * @param {string} url
 * @param {string} folder
 * @returns {Stage}
 */
function staged(driver, { cloud, prefix }, url, folder) {
  const files = join(folder, "files");
  mkdirSync(files);
  let made = 0;
  /** @type {Stage["look"]} */
  const look = (expression, ...values) => driver.executeScript(`return ${expression}`, ...values);
  /** @type {Stage["until"]} */
  const until = async (expression, ...values) => {
    try {
      await driver.wait(() => look(expression, ...values), PATIENCE);
    } catch {
      const told = await look("[window.told.slice(-5), window.faults, window.log.slice(-20)]");
      throw new Error(`This never became true: ${expression}\n${JSON.stringify(told, null, 1)}`);
    }
  };
  return {
    driver,
    cloud,
    prefix,
    files,
    look,
    until,
    async open() {
      await driver.get(url);
      await until("window.ready === true");
    },
    async choose(...sizes) {
      const names = sizes.map((size) => {
        const name = `file ${++made} 文件.bin`;
        writeFileSync(join(files, name), randomBytes(size));
        return name;
      });
      const input = /** @type {import("selenium-webdriver").WebElement} */ (await look(INPUT));
      await input.sendKeys(names.map((name) => join(files, name)).join("\n"));
      return names;
    },
  };
}

const PAGES = new URL("page", import.meta.url).pathname;
const COMPONENTS = new URL("components", import.meta.url).pathname;

/** In the page, or in the shadow of the custom element. */
const INPUT = `(document.querySelector("cloud-upload")?.shadowRoot ?? document).querySelector("input[type=file]")`;

/** Milliseconds until something that must happen counts as lost. */
const PATIENCE = 30_000;
