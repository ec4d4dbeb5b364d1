// @ts-check
// What the built package signs opens the local cloud: every cloud, every way to name a bucket, header, URL and form.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createSigner } from "../../dist/index.js";
import { startCloud } from "../../www/cloud/index.mjs";
import { send } from "./send.mjs";

const KEY = "mine/照片 a+b%c'()!*~ #?&=;/🐟.bin";
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;

before(async () => {
  cloud = await startCloud();
});

after(() => cloud.close());

/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @type {[Provider, "v1" | "v4" | undefined][]} */
const SIGNATURES = [
  ["oss", "v4"],
  ["oss", "v1"],
  ["bos", undefined],
  ["cos", undefined],
];
const ADDRESSINGS = /** @type {const} */ (["path", "virtual", "cname"]);

for (const [provider, signature] of SIGNATURES) {
  for (const addressing of ADDRESSINGS) {
    describe([provider, signature, addressing].filter(Boolean).join(" "), () => {
      test("signed requests are taken, from the first part to the abort", () =>
        byHeader(provider, addressing, signature));
      test("a signed URL gives the object to whoever holds it", () => byUrl(provider, addressing, signature));
      if (provider === "bos") return;
      test("a signed form takes a file, within its limits", () => byForm(provider, addressing, signature));
    });
  }
}

async function byHeader(
  /** @type {Provider} */ provider,
  /** @type {typeof ADDRESSINGS[number]} */ addressing,
  /** @type {"v1" | "v4" | undefined} */ signature,
) {
  const { signer, credentials } = await connect(provider, addressing, signature);
  const ask = async (/** @type {Parameters<typeof signer.sign>[0]} */ request, body = "") => {
    const { url, ...signed } = signer.sign(request, credentials);
    const reply = await send(cloud[provider].endpoint, url, { ...signed, body });
    assert.ok(reply.status < 300, `${request.method} ${reply.status} ${reply.text}`);
    return reply.text;
  };
  await ask({ method: "PUT", key: KEY, headers: { "Content-Type": "text/plain; charset=utf-8" } }, "whole");
  assert.equal(await ask({ method: "GET", key: KEY }), "whole");
  const begun = await ask({ method: "POST", key: KEY, query: { uploads: "" } });
  const uploadId = /"uploadId":"(\w+)"|<UploadId>(\w+)/.exec(begun)?.slice(1).find(Boolean) ?? "";
  await ask({ method: "PUT", key: KEY, query: { partNumber: "1", uploadId } }, "a part");
  assert.match(await ask({ method: "GET", key: KEY, query: { uploadId } }), /"size":6|<Size>6</);
  assert.match(
    await ask({ method: "GET", key: "", query: { uploads: "", prefix: "mine/照片 a+b" } }),
    new RegExp(uploadId),
  );
  await ask({ method: "DELETE", key: KEY, query: { uploadId } });
}

async function byUrl(
  /** @type {Provider} */ provider,
  /** @type {typeof ADDRESSINGS[number]} */ addressing,
  /** @type {"v1" | "v4" | undefined} */ signature,
) {
  const { signer, credentials } = await connect(provider, addressing, signature);
  const { endpoint } = cloud[provider];
  const put = await send(endpoint, signer.presign({ method: "PUT", key: KEY }, credentials), {
    method: "PUT",
    body: "url",
  });
  assert.equal(put.status, 200, put.text);
  assert.equal((await send(endpoint, signer.presign({ method: "GET", key: KEY }, credentials))).text, "url");
}

async function byForm(
  /** @type {Provider} */ provider,
  /** @type {typeof ADDRESSINGS[number]} */ addressing,
  /** @type {"v1" | "v4" | undefined} */ signature,
) {
  const { signer, credentials } = await connect(provider, addressing, signature);
  const wanted = { key: KEY, maxBytes: 100, fields: { "Content-Type": "text/plain" } };
  const { url, fields } = signer.postForm(wanted, credentials, { expiresIn: 60 });
  for (const [size, status] of /** @type {const} */ ([
    [100, 204],
    [101, 400],
  ])) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("file", new Blob(["x".repeat(size)]));
    const request = new Request("http://none/", { method: "POST", body: form });
    const headers = { "Content-Type": request.headers.get("content-type") ?? "" };
    const body = Buffer.from(await request.arrayBuffer());
    const reply = await send(cloud[provider].endpoint, url, { method: "POST", headers, body });
    assert.equal(reply.status, status, reply.text);
  }
  assert.equal(cloud[provider].object(cloud[provider].bucket, KEY)?.size, 100);
}

async function connect(
  /** @type {Provider} */ provider,
  /** @type {typeof ADDRESSINGS[number]} */ addressing,
  /** @type {"v1" | "v4" | undefined} */ signature,
) {
  const { bucket, region, endpoint, virtualEndpoint, cname } = cloud[provider];
  cname("img.example.com", bucket);
  const endpoints = { path: endpoint, virtual: virtualEndpoint, cname: "http://img.example.com" };
  const place = {
    provider,
    bucket,
    region,
    endpoint: endpoints[addressing],
    addressing,
    ...(signature && { signature }),
  };
  const { id, secret, token, startTime, expiration } = cloud.accounts.issue(provider, { seconds: 900 });
  const credentials = { accessKeyId: id, accessKeySecret: secret, sessionToken: token, startTime, expiration };
  return { signer: await createSigner(place), credentials };
}
