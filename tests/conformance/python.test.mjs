// @ts-check
// Every official Python SDK, unmodified, stores and reads back on the local cloud with temporary credentials.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { python, runSdk } from "./python.mjs";

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
let interpreter = "";

before(async () => {
  interpreter = await python();
  cloud = await startCloud();
});

after(() => cloud.close());

/** @type {[string, "oss" | "bos" | "cos"][]} */
const SDKS = [
  ["oss2-v4", "oss"],
  ["oss2-v1", "oss"],
  ["cos-python-sdk-v5", "cos"],
  ["bce-python-sdk", "bos"],
];

for (const [sdk, provider] of SDKS) {
  test(`${sdk} puts, uploads in parts, lists them by page, aborts and reads back`, async () => {
    const { endpoint, bucket, region } = cloud[provider];
    const credential = cloud.accounts.issue(provider, { seconds: 900 });
    const { code, output } = await runSdk(interpreter, { sdk, endpoint, bucket, region, ...credential });
    assert.equal(code, 0, output);
    assert.match(output, /^put.*\n^initiate.*\n^abort.*\n^a file in parts$/m);
    assert.deepEqual(cloud[provider].uploads(bucket), []);
  });
}
