// @ts-check
/** What stands beside an upload, in real browsers: a download that is cut, and an app that has the bytes already. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { browsing } from "./drive.mjs";
import { PROVIDERS, staged } from "./stage.mjs";

const MIB = 1024 * 1024;
const GET = { match: { operation: "GetObject" } };

for (const [browser, providers] of /** @type {const} */ ([
  ["chromium", PROVIDERS],
  ["firefox", ["cos"]],
])) {
  test(`${browser}: a download that is cut twice gives the bytes, and its progress never falls`, async () => {
    await staged({ seconds: 600 }, (stage) =>
      browsing(browser, async (driver) => {
        await driver.get(stage.url);
        for (const provider of providers) {
          // The fourth is of a range, the fifth is cut while the object is replaced.
          for (const [skip, cutReply] of [3 * MIB, MIB, undefined, undefined, 3 * MIB].entries()) {
            if (cutReply) stage.cloud.faults.add({ ...GET, skip, times: 1, action: { cutReply } });
          }
          stage.cloud.faults.add({ ...GET, skip: 5, times: 1, action: { delay: 2_000 } });
          const { sent, ...told } = await driver.executeScript(DOWNLOAD, provider, 8 * MIB + 1);
          assert.deepEqual(told, { same: true, part: true, size: 8 * MIB + 1, replaced: "source" }, provider);
          assert.ok(sent.length > 2 && sent.at(-1) === 8 * MIB + 1, `${provider}: ${sent}`);
          assert.deepEqual(sent, sorted(sent), provider);
          stage.cloud.faults.clear();
        }
        assert.equal(stage.cloud.faults.struck.cutReply, 3 * providers.length);
      }),
    );
  });
}

test("an app that has the bytes ends the upload while its parts fly: the digest is right and nothing is left", async () => {
  await staged({ seconds: 600 }, (stage) =>
    browsing("chromium", async (driver) => {
      await driver.get(stage.url);
      stage.cloud.faults.add({ match: { operation: "UploadPart" }, action: { delay: 400 } });
      for (const provider of PROVIDERS) {
        const { text, asked, flown, result } = await driver.executeScript(EXISTS, provider, 24 * MIB);
        const bytes = Buffer.alloc(24 * MIB, text);
        const hex = (/** @type {string} */ name) => createHash(name).update(bytes).digest("hex");
        const { crc64, ...digest } = asked;
        assert.deepEqual(digest, { size: bytes.length, md5: hex("md5"), sha256: hex("sha256") }, provider);
        assert.deepEqual([result.existed, result.key, result.crc64], [true, "theirs/first.bin", crc64], provider);
        assert.ok(flown > 0, `${provider}: ${flown} bytes flew while the digest was made`);
        const { uploads, object, bucket } = stage.cloud[provider];
        assert.deepEqual(uploads(bucket), [], provider);
        assert.equal(object(bucket, result.mine), undefined, provider);
      }
    }),
  );
});

/** @param {number[]} numbers */
function sorted(numbers) {
  return [...numbers].sort((one, other) => one - other);
}

const OPEN = `
  const open = async (provider, options) => {
    const { Uploader } = await import("/index.js");
    const { clouds, keyPrefix } = await (await fetch("/config")).json();
    const { local, ...place } = clouds[provider];
    const credentials = { url: "/sts?provider=" + provider, method: "POST" };
    const uploader = new Uploader({ provider, ...place, credentials, locale: "en", checkpoints: "none", ...options });
    return { uploader, keyPrefix };
  };
`;

const DOWNLOAD = `
  ${OPEN}
  const [provider, size] = arguments;
  return (async () => {
    const { uploader, keyPrefix } = await open(provider, {});
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    const key = keyPrefix + "下载 +.bin";
    await uploader.upload(bytes, { key }).done();
    const equal = async (blob, wanted) => {
      const read = new Uint8Array(await blob.arrayBuffer());
      return read.length === wanted.length && read.every((byte, index) => byte === wanted[index]);
    };
    const sent = [];
    const blob = await uploader.download(key, { onProgress: (progress) => sent.push(progress.sent) });
    const part = await uploader.download(key, { range: [1000, 1999] });
    let replacing;
    const onProgress = () => {
      replacing ??= uploader.upload(bytes.subarray(1), { key }).done();
    };
    const told = { size: blob.size, same: await equal(blob, bytes), part: await equal(part, bytes.subarray(1000, 2000)) };
    const replaced = await uploader.download(key, { onProgress }).then(() => "nothing", ({ code }) => code);
    await replacing;
    uploader.close();
    return { sent, ...told, replaced };
  })();
`;

const EXISTS = `
  ${OPEN}
  const [provider, size] = arguments;
  return (async () => {
    const { uploader, keyPrefix } = await open(provider, { partSize: 1024 * 1024, concurrency: 2 });
    const text = "trebucket!".repeat(3);
    const file = new Blob(Array(Math.ceil(size / text.length)).fill(text)).slice(0, size);
    const mine = keyPrefix + "mine.bin";
    let asked;
    let flown = 0;
    let upload;
    const first = new Promise((resolve) => {
      const exists = async (digest) => {
        asked = digest;
        await new Promise((flew) => (upload.parts.done.size ? flew() : upload.on("part", flew)));
        flown = upload.progress.sent;
        return { key: "theirs/first.bin" };
      };
      upload = uploader.upload(file, { key: mine, exists });
      resolve(upload.done());
    });
    const result = await first;
    uploader.close();
    return { text, asked, flown, result: { ...result, mine } };
  })();
`;
