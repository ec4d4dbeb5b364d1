// @ts-check
/** Two copies of the package on a page: another version, a module replaced while it uploads. Neither harms the other. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { ROOT } from "../../scripts/run.mjs";
import { browsing } from "./drive.mjs";
import { staged } from "./stage.mjs";

test("an older and a newer version upload side by side, whoever changed the database", async () => {
  await twoCopies(async (driver, { cloud, stored }) => {
    const { results, faults, silent, again } = await driver.executeScript(SIDE_BY_SIDE);
    for (const { key, verified, size, sha256 } of results) {
      assert.equal(verified, true, key);
      assert.deepEqual(await stored("oss", key), { size, sha256 });
    }
    assert.equal(results.length, 4);
    assert.equal(again, "done", "the older copy lives on without the database that the newer one changed");
    assert.deepEqual(silent, [], "the newer copy got its database at once");
    assert.deepEqual(faults, []);
    assert.deepEqual(cloud.oss.uploads(cloud.oss.bucket), []);
  });
});

test("a module that is replaced while it uploads goes on in its new copy, from the parts that are home", async () => {
  await twoCopies(async (driver, { cloud }) => {
    const { code, resumed, verified, faults } = await driver.executeScript(REPLACED);
    assert.deepEqual(
      { code, resumed, verified, faults },
      { code: "aborted", resumed: true, verified: true, faults: [] },
    );
    assert.deepEqual(cloud.oss.uploads(cloud.oss.bucket), []);
  });
});

/** @param {(driver: import("./drive.mjs").WebDriver, stage: import("./stage.mjs").Stage) => Promise<void>} work */
async function twoCopies(work) {
  const folder = mkdtempSync(join(tmpdir(), "trebucket-copies-"));
  try {
    await cp(join(ROOT, "dist/index.js"), join(folder, "index.js"));
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>copies</title>");
    await newer(join(folder, "newer.js"));
    await staged({ seconds: 600, folder }, (stage) =>
      browsing("chromium", async (driver) => {
        stage.cloud.faults.add({ match: { operation: "UploadPart" }, action: { delay: 300 } });
        await driver.get(stage.url);
        await work(driver, stage);
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A version to come, whose database is another one. @param {string} outfile */
async function newer(outfile) {
  await build({
    entryPoints: [join(ROOT, "ts/index.ts")],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    plugins: [
      {
        name: "a newer database",
        setup({ onLoad }) {
          onLoad({ filter: /ts\/shelf\.ts$/ }, ({ path }) => {
            const contents = readFileSync(path, "utf8").replace('("trebucket", 1,', '("trebucket", 2,');
            assert.match(contents, /"trebucket", 2,/);
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
}

const OPEN = `
  const faults = [];
  addEventListener("error", ({ message }) => faults.push(message));
  addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  const open = async (copy, options) => {
    const { Uploader } = await import(copy);
    const { clouds, keyPrefix } = await (await fetch("/config")).json();
    const { local, ...place } = clouds.oss;
    const credentials = { url: "/sts?provider=oss", method: "POST" };
    const uploader = new Uploader({ provider: "oss", ...place, credentials, partSize: 1024 * 1024, ...options });
    return { uploader, keyPrefix };
  };
  const random = (size) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    return new File([bytes], "f.bin", { lastModified: 1 });
  };
  const sha256 = async (file) => {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
`;

const SIDE_BY_SIDE = `
  ${OPEN}
  return (async () => {
    const older = await open("/index.js", {});
    const begun = older.uploader.upload(random(3 * 1048576), { key: older.keyPrefix + "older.bin", mode: "multipart" });
    await new Promise((resolve) => begun.on("part", resolve));
    const lines = [];
    const newer = await open("/newer.js", { debug: (line) => lines.push(line) });
    const shared = random(3 * 1048576);
    const mine = random(3 * 1048576);
    const options = (name) => ({ key: older.keyPrefix + name, mode: "multipart" });
    const uploads = [
      newer.uploader.upload(mine, options("newer.bin")),
      older.uploader.upload(shared, options("shared.bin")),
      newer.uploader.upload(shared, options("shared.bin")),
    ];
    const done = await Promise.all(uploads.map((upload) => upload.done()));
    const first = await begun.done();
    const files = [mine, shared, shared];
    const results = await Promise.all(done.map(async ({ key, verified, size }, at) => ({ key, verified, size, sha256: await sha256(files[at]) })));
    const last = random(3 * 1048576);
    const { key, verified, size } = await older.uploader.upload(last, options("last.bin")).done();
    results.push({ key, verified, size, sha256: await sha256(last) });
    older.uploader.close();
    newer.uploader.close();
    const silent = lines.filter((line) => line.includes("checkpoint"));
    return { results, faults, silent, again: first.verified ? "done" : "unverified" };
  })();
`;

const REPLACED = `
  ${OPEN}
  return (async () => {
    const file = random(6 * 1048576);
    const old = await open("/index.js", { concurrency: 1 });
    const options = { key: old.keyPrefix + "replaced.bin", mode: "multipart" };
    const cut = old.uploader.upload(file, options);
    await new Promise((resolve) => cut.on("part", ({ partNumber }) => partNumber === 2 && resolve()));
    const fresh = await open("/index.js?replaced", {});
    const goesOn = fresh.uploader.upload(file, options);
    old.uploader.close();
    const { code } = await cut.done().catch((error) => error);
    const { resumed, verified } = await goesOn.done();
    fresh.uploader.close();
    return { code, resumed, verified, faults };
  })();
`;
