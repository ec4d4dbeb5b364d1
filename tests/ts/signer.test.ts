/** A signer keeps what it was given last; it signs with what it is given now. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSigner } from "../../ts/signer.ts";
import type { BucketOptions, Credentials } from "../../ts/types.ts";

const CLOUDS: BucketOptions[] = [
  { provider: "oss", bucket: "photos", region: "cn-hangzhou" },
  { provider: "oss", bucket: "photos", region: "cn-hangzhou", signature: "v1" },
  { provider: "cos", bucket: "photos-1250000000", region: "ap-guangzhou" },
  { provider: "bos", bucket: "photos", region: "bj" },
];

const FIRST: Credentials = {
  accessKeyId: "fake-id",
  accessKeySecret: "fake-secret",
  sessionToken: "fake-token",
  startTime: 1_700_000_000_000,
  expiration: 1_700_003_600_000,
};
const OTHERS: Partial<Credentials>[] = [
  { accessKeyId: "another-fake-id" },
  { accessKeySecret: "another-fake-secret" },
  { sessionToken: "another-fake-token" },
  { expiration: 1_700_007_200_000 },
  { startTime: 1_700_000_001_000 },
];

test("whatever of a credential changes, the next signature is the one that a new signer makes", async () => {
  let differing = 0;
  for (const cloud of CLOUDS) {
    const signer = await createSigner(cloud);
    for (const other of OTHERS) {
      const changed = { ...FIRST, ...other };
      const before = await expected(cloud, FIRST);
      const after = await expected(cloud, changed);
      assert.deepEqual(signer.sign(REQUEST, FIRST, AT), before);
      assert.deepEqual(signer.sign(REQUEST, changed, AT), after);
      differing += Number(JSON.stringify(before) !== JSON.stringify(after));
    }
  }
  // Id, secret and token are in every signature; the window is COS's alone.
  assert.equal(differing, 3 * CLOUDS.length + 2);
});

test("a credential that is changed in place is signed with as it is", async () => {
  for (const cloud of CLOUDS) {
    const signer = await createSigner(cloud);
    const credentials = { ...FIRST };
    signer.sign(REQUEST, credentials, AT);
    credentials.accessKeySecret = "another-fake-secret";
    assert.deepEqual(signer.sign(REQUEST, credentials, AT), await expected(cloud, credentials));
  }
});

test("a credential that is refused does not take the place of the one before", async () => {
  const cloud = CLOUDS[0] as BucketOptions;
  const signer = await createSigner(cloud);
  signer.sign(REQUEST, FIRST, AT);
  assert.throws(() => signer.sign(REQUEST, { ...FIRST, accessKeyId: "" }, AT), { code: "credentials" });
  assert.deepEqual(signer.sign(REQUEST, FIRST, AT), await expected(cloud, FIRST));
});

test("every header comes back, whatever its name means to JavaScript", async () => {
  const headers = JSON.parse('{"__proto__":"1","constructor":"2","x-empty":"","x-colon":"a:b"}');
  for (const cloud of CLOUDS) {
    const signed = (await createSigner(cloud)).sign({ ...REQUEST, headers }, FIRST, AT);
    const given = Object.entries(signed.headers).filter(([name]) => name in headers);
    assert.deepEqual(given, Object.entries(headers));
    assert.equal(Object.getPrototypeOf(signed.headers), Object.prototype);
  }
});

async function expected(cloud: BucketOptions, credentials: Credentials) {
  return (await createSigner(cloud)).sign(REQUEST, credentials, AT);
}

const REQUEST = {
  method: "PUT",
  key: "a b/目录.png",
  query: { partNumber: "1" },
  headers: { "content-type": "image/png" },
};
const AT = { at: 1_700_000_100_000 };
