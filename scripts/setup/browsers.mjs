// @ts-check
/** The two browsers the tests drive, with their drivers: what is on PATH, or Debian's packages by apt. */
import { answer, run, step, Trouble, which } from "../run.mjs";
import { geckodriver, TOOL_FOLDERS } from "./rust.mjs";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"];
const FIREFOX = ["firefox-esr", "firefox"];
const MINI_BROWSERS = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1`);

/** Chromium and the driver that belongs to it. */
export async function chromium() {
  const missing = [];
  if (!which(CHROMIUM)) missing.push("chromium");
  if (!which(["chromedriver"])) missing.push("chromium-driver");
  await packages(missing);
  return { browser: which(CHROMIUM) ?? "", driver: which(["chromedriver"]) ?? "" };
}

/** Firefox and geckodriver. */
export async function firefox() {
  if (!which(FIREFOX)) await packages(["firefox-esr"]);
  return { browser: which(FIREFOX) ?? "", driver: which(["geckodriver"], TOOL_FOLDERS) ?? (await geckodriver()) };
}

/** WebKit's own smallest browser, its driver, and a screen to draw on that nobody sees. */
export async function webkit() {
  const missing = [];
  if (!which(["WebKitWebDriver"])) missing.push("webkit2gtk-driver");
  if (!which(["xvfb-run"])) missing.push("xvfb");
  if (!which(["xauth"])) missing.push("xauth");
  await packages(missing);
  return {
    browser: which(["MiniBrowser"], MINI_BROWSERS) ?? "",
    driver: which(["WebKitWebDriver"]) ?? "",
    screen: which(["xvfb-run"]) ?? "",
  };
}

/** @param {string[]} names */
async function packages(names) {
  if (!names.length) return;
  const list = names.join(" ");
  if (!which(["apt-get"])) {
    throw new Trouble(`Missing: ${list}.`, "install Chromium with chromedriver, and Firefox, and put them on PATH.");
  }
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (prefix.length && answer("sudo", ["-n", "true"]) === undefined) {
    throw new Trouble(`Missing: ${list}; this user may not install it.`, `run \`sudo apt-get install ${list}\` once.`);
  }
  await step(`${list} from Debian's packages (one to three minutes)`, async () => {
    const apt = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"];
    const cure = `run \`apt-get update && apt-get install ${list}\` by hand and see what it says.`;
    await run(apt[0] ?? "", [...apt.slice(1), "update"], { cure });
    await run(apt[0] ?? "", [...apt.slice(1), "install", "-y", "--no-install-recommends", ...names], {
      cure,
      quiet: true,
    });
  });
}

/** No sandbox: the tests may run as root in a container. The rest keeps the browser from talking to its maker. */
export const CHROMIUM_FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
