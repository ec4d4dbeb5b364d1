// @ts-check
/** `diagnose()` in a real page: what is in the way is named, with what to do and the rule to paste, in both languages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { XMLParser } from "fast-xml-parser";
import { browsing } from "./drive.mjs";
import { PROVIDERS, staged } from "./stage.mjs";

/** @typedef {import("../../ts/types.ts").Diagnosis} Diagnosis */
/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @typedef {(provider: Provider, options?: object, ask?: object) => Promise<Diagnosis>} Examine */

const NAMES = ["credentials", "clock", "cors", "exposed-headers", "put", "multipart", "list-parts", "abort"];
const RULE = { origins: ["*"], methods: ["GET", "HEAD", "PUT", "POST", "DELETE"], headers: ["*"], maxAge: 0 };
const HAN = /\p{Script=Han}/u;

test("where all is well every check says so, and no multipart upload is left", async () => {
  await examined(async (examine, { cloud }) => {
    for (const provider of PROVIDERS) {
      const { ok, checks } = await examine(provider);
      const names = checks.map(({ name }) => name);
      assert.deepEqual({ ok, names }, { ok: true, names: NAMES }, JSON.stringify(checks));
      assert.deepEqual(cloud[provider].uploads(cloud[provider].bucket), []);
    }
  });
});

test("without a CORS rule the page gets the rule to paste, with its own origin, in its cloud's format", async () => {
  await examined(async (examine, { cloud, url }) => {
    for (const provider of PROVIDERS) {
      cloud[provider].cors(cloud[provider].bucket, []);
      const cors = failed(await examine(provider), "cors");
      assert.match(cors.detail, /no CORS rule matches/);
      assert.deepEqual(pasted(provider, cors.fix), { origin: new URL(url).origin, methods: RULE.methods });
      const chinese = failed(await examine(provider, { locale: "zh" }), "cors");
      assert.match(chinese.detail, HAN);
      assert.match(chinese.fix ?? "", HAN);
    }
  });
});

test("a method that the rule leaves out is named, and a header that it hides", async () => {
  await examined(async (examine, { cloud }) => {
    const { cors, bucket } = cloud.oss;
    const expose = ["Date", "x-oss-request-id", "x-oss-hash-crc64ecma"];
    cors(bucket, [{ ...RULE, methods: ["GET", "HEAD", "PUT", "POST"], expose }]);
    const diagnosis = await examine("oss");
    assert.match(failed(diagnosis, "cors").detail, /DELETE/);
    const hidden = failed(diagnosis, "exposed-headers");
    assert.match(hidden.detail, /ETag/);
    assert.doesNotMatch(hidden.detail, /Date/);
    assert.match(hidden.fix ?? "", /<ExposeHeader>ETag<\/ExposeHeader>/);
    assert.match(failed(await examine("oss", { locale: "zh" }), "exposed-headers").detail, /读不到.*ETag/);
  });
});

test("a key outside the policy, a wrong region and a wrong clock are told apart", async () => {
  await examined(async (examine, { cloud }) => {
    for (const locale of ["en", "zh"]) {
      const outside = failed(await examine("oss", { locale }, { key: "elsewhere/probe" }), "put");
      assert.match(outside.detail, /403 AccessDenied \(elsewhere\/probe\)/);
      assert.match(outside.fix ?? "", /oss:PutObject/);
      const region = failed(await examine("oss", { locale, region: "cn-beijing" }), "put");
      assert.match(region.fix ?? "", /region/);
      const undo = cloud.faults.add({
        match: { operation: "PutObject" },
        action: { status: 403, code: "RequestTimeTooSkewed" },
      });
      assert.match(failed(await examine("cos", { locale }), "clock").fix ?? "", /serverTime/);
      undo();
    }
  });
});

test("an app server that refuses and an address where nobody answers are told apart from CORS", async () => {
  await examined(async (examine) => {
    for (const locale of ["en", "zh"]) {
      const { checks } = await examine("oss", { locale, credentials: "/nowhere" });
      assert.deepEqual(
        checks.map(({ name, ok }) => ({ name, ok })),
        [{ name: "credentials", ok: false }],
      );
      assert.match(checks[0]?.fix ?? "", /404/);
      const nobody = failed(await examine("oss", { locale, endpoint: "http://127.0.0.1:9" }), "cors");
      assert.match(nobody.detail, /127\.0\.0\.1:9/);
      assert.match(nobody.fix ?? "", /region/);
    }
  });
});

test("a device that is offline is told so, and no rule is blamed", async () => {
  await examined(async (examine, _, driver) => {
    const chromium = /** @type {import("selenium-webdriver/chrome.js").Driver} */ (driver);
    await driver.executeScript("return import('/index.js').then(() => fetch('/config')).then(() => true)");
    await chromium.setNetworkConditions({ offline: true, latency: 0, download_throughput: 0, upload_throughput: 0 });
    const alone = EXAMINE.replace(
      'await (await fetch("/config")).json()',
      "{ clouds: { oss: { bucket: 'photos', region: 'bj' } } }",
    );
    const { ok, checks } = await driver.executeScript(alone, "oss", {}, {});
    await chromium.deleteNetworkConditions();
    const offline = [{ name: "credentials", ok: false, detail: "This device is offline." }];
    assert.deepEqual({ ok, checks }, { ok: false, checks: offline });
    assert.equal((await examine("oss")).ok, true);
  });
});

/** @param {(examine: Examine, stage: import("./stage.mjs").Stage, driver: import("./drive.mjs").WebDriver) => Promise<void>} work */
async function examined(work) {
  await staged({ seconds: 600 }, (stage) =>
    browsing("chromium", async (driver) => {
      await driver.get(stage.url);
      await work(
        (provider, options = {}, ask = {}) => driver.executeScript(EXAMINE, provider, options, ask),
        stage,
        driver,
      );
    }),
  );
}

/**
 * @param {Diagnosis} diagnosis
 * @param {string} name
 */
function failed({ ok, checks }, name) {
  assert.equal(ok, false);
  const check = checks.find((each) => each.name === name);
  assert.ok(check && !check.ok, `${name} is not ok: ${JSON.stringify(checks)}`);
  return check;
}

/**
 * The rule below the sentence, read as its cloud would.
 * @param {Provider} provider
 * @param {string} [fix]
 */
function pasted(provider, fix = "") {
  const text = fix.slice(fix.indexOf("\n") + 1);
  if (provider === "bos") {
    const [rule] = JSON.parse(text).corsConfiguration;
    return { origin: rule.allowedOrigins[0], methods: rule.allowedMethods };
  }
  const { CORSRule: rule } = new XMLParser().parse(text).CORSConfiguration;
  return { origin: rule.AllowedOrigin, methods: rule.AllowedMethod };
}

const EXAMINE = `
  const [provider, options, ask] = arguments;
  return (async () => {
    const { Uploader } = await import("/index.js");
    const { clouds } = await (await fetch("/config")).json();
    const { local, ...place } = clouds[provider];
    const credentials = { url: "/sts?provider=" + provider, method: "POST" };
    const uploader = new Uploader({ provider, ...place, credentials, locale: "en", ...options });
    const diagnosis = await uploader.diagnose(ask);
    uploader.close();
    return diagnosis;
  })();
`;
