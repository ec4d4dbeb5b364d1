// @ts-check
// An upload that names a callback has it called once the object is stored, and hears of it as each cloud tells.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { createSigner } from "../../dist/index.js";
import { startCloud } from "../../www/cloud/index.mjs";
import { send } from "./send.mjs";

const KEY = "mine/照片 1.bin";
/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
/** @type {import("node:http").Server} */
let server;
/** @type {string[]} */
let heard;
let answer = { status: 200, body: '{"ok":true}' };

before(async () => {
  cloud = await startCloud();
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    heard.push(`${request.headers["content-type"]} ${body}`);
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

beforeEach(() => {
  heard = [];
  answer = { status: 200, body: '{"ok":true}' };
});

after(async () => {
  server.close();
  server.closeAllConnections();
  await cloud.close();
});

test("OSS answers with the callback server's own words, or with 203 when it failed", async () => {
  const good = await put("oss", ossHeaders("oss"));
  assert.deepEqual([good.status, good.text], [200, '{"ok":true}']);
  assert.match(String(good.headers.etag), /^"[0-9A-F]{32}"$/);
  assert.deepEqual(heard, ['application/json {"name":"mine/照片 1.bin","size":4,"mine":"a b"}']);
  await failsWith(ossHeaders("oss"), "oss");
});

test("BOS adds what the callback server said to its answer, or answers 203 when it failed", async () => {
  const good = await put("bos", bosHeaders());
  assert.deepEqual([good.status, JSON.parse(good.text).callback.result], [200, '{"ok":true}']);
  assert.match(heard[0] ?? "", /"object":"mine\/照片 1.bin".*"vars":\{"mine":"a b"\}/);
  await failsWith(bosHeaders(), "bos");
});

test("COS tells in the body of a 200 what came of the callback", async () => {
  const good = await put("cos", ossHeaders("cos"));
  const body = Buffer.from('{"ok":true}').toString("base64");
  assert.equal(good.status, 200);
  assert.match(good.text, new RegExp(`<CallbackResult><Status>200</Status><CallbackBody>${body}</CallbackBody>`));
  answer = { status: 500, body: "" };
  const bad = await put("cos", ossHeaders("cos"));
  assert.equal(bad.status, 200);
  assert.match(bad.text, /<Status>203<\/Status><Error><Code>CallbackFailed<\/Code>/);
});

test("words that are no JSON, and servers beyond this machine, are failures", async () => {
  answer = { status: 200, body: "<p>ok</p>" };
  assert.equal((await put("oss", ossHeaders("oss"))).status, 203);
  const beyond = JSON.stringify({ callbackUrl: "http://192.0.2.1/", callbackBody: "a=b" });
  const headers = { "x-oss-callback": Buffer.from(beyond).toString("base64") };
  assert.equal((await put("oss", headers)).status, 203);
  assert.equal(heard.length, 1);
});

/** @param {Record<string, string>} headers @param {"oss" | "bos"} provider */
async function failsWith(headers, provider) {
  answer = { status: 500, body: "{}" };
  cloud[provider].addBucket("trebucket-demo");
  const { status, text } = await put(provider, headers);
  assert.equal(status, 203);
  assert.match(text, /CallbackFailed/);
  assert.equal(cloud[provider].object("trebucket-demo", KEY)?.size, 4);
}

/** @param {"oss" | "bos" | "cos"} provider @param {Record<string, string>} headers */
async function put(provider, headers) {
  const { endpoint, bucket, region } = cloud[provider];
  const signer = await createSigner({ provider, bucket, region, endpoint });
  const { id, secret, token } = cloud.accounts.issue(provider, { seconds: 900 });
  const credentials = { accessKeyId: id, accessKeySecret: secret, sessionToken: token };
  const { url, ...signed } = signer.sign({ method: "PUT", key: KEY, headers }, credentials);
  return send(endpoint, url, { ...signed, body: "four" });
}

/** @param {"oss" | "cos"} name */
function ossHeaders(name) {
  const callback = {
    callbackUrl: `http://127.0.0.1:1/;${address()}`,
    callbackBody: `{"name":${place("object")},"size":${place("size")},"mine":${place("x:mine")}}`,
    callbackBodyType: "application/json",
  };
  return { [`x-${name}-callback`]: packed(callback), [`x-${name}-callback-var`]: packed({ "x:mine": "a b" }) };
}

/** @param {string} name */
function place(name) {
  return `\${${name}}`;
}

function bosHeaders() {
  const pack = (/** @type {unknown} */ content) => Buffer.from(JSON.stringify(content)).toString("base64url");
  return { "x-bce-process": `callback/callback,u_${pack([address()])},m_sync,v_${pack({ mine: "a b" })}` };
}

function packed(/** @type {object} */ content) {
  return Buffer.from(JSON.stringify(content)).toString("base64");
}

function address() {
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/called`;
}
