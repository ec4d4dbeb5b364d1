/** Which browsers would read on in a file that was changed: these uploads are read once more at their end. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { browser } from "../../ts/browser.ts";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)";
const KHTML = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const AGENTS = {
  chromium: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
  edge: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156",
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0",
  safari: `${MAC} ${KHTML} Version/19.0 Safari/605.1.15`,
  "Chrome of an iPhone, which is WebKit": `${PHONE} ${KHTML} CriOS/156.0.0.0 Mobile/15E148 Safari/604.1`,
};
const given = Object.getOwnPropertyDescriptor(globalThis, "navigator");

after(() => {
  if (given) Object.defineProperty(globalThis, "navigator", given);
  else Reflect.deleteProperty(globalThis, "navigator");
});

/** s from the page's opening to the file's last change. */
const cases: [agent: keyof typeof AGENTS, changed: number, readsOn: boolean][] = [
  ["chromium", 0, false],
  ["chromium", -3_600, false],
  ["edge", 0, false],
  ["firefox", 0, true],
  ["firefox", -3_600, true],
  ["safari", 5, true],
  ["safari", -59, true],
  ["safari", -61, false],
  ["Chrome of an iPhone, which is WebKit", 0, true],
  ["Chrome of an iPhone, which is WebKit", -3_600, false],
];
for (const [agent, changed, readsOn] of cases) {
  test(`${agent}, a file last changed ${changed} s after the page was opened: ${readsOn}`, () => {
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: AGENTS[agent] }, configurable: true });
    assert.equal(browser.readsChangedFiles(performance.timeOrigin + changed * 1_000), readsOn);
  });
}
