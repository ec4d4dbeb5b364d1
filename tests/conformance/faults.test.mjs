// @ts-check
// Misfortunes ordered from the local cloud arrive, on the requests they were ordered for, and the journal tells of them.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { startCloud } from "../../www/cloud/index.mjs";
import { bosClient, cosClient, ossClient, refusalOf } from "./clients.mjs";

/** @type {Awaited<ReturnType<typeof startCloud>>} */
let cloud;
const BODY = Buffer.alloc(300_000, "x");

before(async () => {
  cloud = await startCloud({ control: true });
});

afterEach(() => {
  cloud.faults.clear();
  cloud.journal.clear();
});

after(() => cloud.close());

const oss = () => ossClient(cloud, cloud.accounts.issue("oss", { seconds: 900 }));
const bos = () => bosClient(cloud, cloud.accounts.issue("bos", { seconds: 900 }));
const stored = (/** @type {string} */ key) => cloud.oss.object(cloud.oss.bucket, key);

test("a status takes the place of the work, as often as ordered and with its Retry-After", async () => {
  cloud.faults.add({
    cloud: "oss",
    match: { operation: "PutObject" },
    times: 2,
    action: { status: 503, retryAfter: 7 },
  });
  const client = oss();
  const { status, code } = await refusalOf(client.put("busy.txt", BODY));
  assert.deepEqual([status, code], [503, "ServiceUnavailable"]);
  const url = `${cloud.oss.endpoint}/${cloud.oss.bucket}/busy.txt`;
  assert.equal((await fetch(url, { method: "PUT" })).headers.get("retry-after"), "7");
  assert.equal(stored("busy.txt"), undefined);
  await client.put("busy.txt", BODY);
  assert.equal(stored("busy.txt")?.size, BODY.length);
});

test("a rule strikes only the part and key it names, after those it lets through", async () => {
  cloud.faults.add({
    match: { operation: "UploadPart", partNumber: 2, key: "dir/*" },
    skip: 1,
    action: { status: 500 },
  });
  const client = cosClient(cloud, cloud.accounts.issue("cos", { seconds: 900 }));
  const id = await client.initiate("dir/a");
  const send = (/** @type {number} */ number) => client.part("dir/a", id, number, import.meta.filename, 0, 10);
  await send(1);
  await send(2);
  await assert.rejects(send(2));
  await send(1);
});

test("a cut connection leaves nothing behind, a lost answer leaves the work done", async () => {
  cloud.faults.add({ cloud: "oss", match: { key: "cut.txt" }, times: 1, action: { cut: 100_000 } });
  await assert.rejects(oss().put("cut.txt", BODY));
  assert.equal(stored("cut.txt"), undefined);
  cloud.faults.add({ cloud: "oss", match: { key: "lost.txt" }, times: 1, action: { lose: true } });
  await assert.rejects(oss().put("lost.txt", BODY));
  assert.equal(stored("lost.txt")?.size, BODY.length);
});

test("an answer can be cut short, come late, or never", async () => {
  await oss().put("a.txt", BODY);
  cloud.faults.add({ match: { operation: "GetObject" }, times: 1, action: { cutReply: 1000 } });
  await assert.rejects(oss().get("a.txt"));
  cloud.faults.add({ match: { operation: "GetObject" }, times: 1, action: { delay: 60 } });
  assert.deepEqual(await oss().get("a.txt"), BODY);
  assert.equal(cloud.journal.lines({ fault: "delay" }).length, 1);
  cloud.faults.add({ match: { operation: "HeadObject" }, times: 1, action: { stall: true } });
  const impatient = { method: "HEAD", signal: AbortSignal.timeout(100) };
  await assert.rejects(fetch(`${cloud.oss.endpoint}/${cloud.oss.bucket}/a.txt`, impatient), /abort|timeout/i);
});

test("an error can look like success, which COS is known for", async () => {
  const action = { status: 200, code: "InternalError" };
  cloud.faults.add({ cloud: "cos", times: 1, action });
  const reply = await fetch(`${cloud.cos.endpoint}/${cloud.cos.bucket}/a?uploadId=x`, { method: "POST" });
  assert.equal(reply.status, 200);
  assert.match(await reply.text(), /<Error><Code>InternalError<\/Code>/);
});

test("every credential can be refused, and the server's clock be wrong, for one cloud", async () => {
  const undo = cloud.faults.add({ cloud: "oss", action: { refuse: true } });
  assert.equal((await refusalOf(oss().put("a.txt", BODY))).code, "SecurityTokenExpired");
  undo();
  cloud.faults.add({ cloud: "oss", action: { shift: -3_600_000 } });
  assert.equal((await refusalOf(oss().put("a.txt", BODY))).code, "RequestTimeTooSkewed");
  const date = (await fetch(`${cloud.oss.endpoint}/${cloud.oss.bucket}/a.txt`)).headers.get("date") ?? "";
  assert.ok(Math.abs(Date.parse(date) - Date.now() + 3_600_000) < 5000);
  await bos().put("a.txt", BODY);
});

test("the same seed strikes the same requests", async () => {
  const strikes = async () => {
    cloud.journal.clear();
    const undo = cloud.faults.add({ cloud: "bos", probability: 0.5, seed: 7, action: { status: 500 } });
    const client = bos();
    for (let turn = 0; turn < 12; turn += 1) await client.head(`none-${turn}`).catch(() => {});
    undo();
    return cloud.journal.lines().map(({ status }) => status);
  };
  const first = await strikes();
  assert.deepEqual(new Set(first), new Set([404, 500]));
  assert.deepEqual(await strikes(), first);
});

test("faults are ordered and the journal is read from another process, and no secret is in it", async () => {
  const { endpoint } = /** @type {{ endpoint: string }} */ (cloud.control);
  const rule = { cloud: "oss", times: 1, action: { status: 429 } };
  await fetch(`${endpoint}/__faults`, { method: "POST", body: JSON.stringify(rule) });
  assert.deepEqual(await (await fetch(`${endpoint}/__faults`)).json(), [rule]);
  const credential = cloud.accounts.issue("oss", { seconds: 900 });
  const client = ossClient(cloud, credential);
  assert.equal((await refusalOf(client.put("a.txt", BODY))).status, 429);
  await client.put("a.txt", BODY);
  const text = await (await fetch(`${endpoint}/__journal?cloud=oss&operation=PutObject`)).text();
  const { counts, lines } = JSON.parse(text);
  assert.equal(counts["oss.PutObject"], 2);
  assert.deepEqual(
    lines.map((/** @type {any} */ { status, code, fault }) => [status, code, fault]),
    [
      [429, "TooManyRequests", "status"],
      [200, undefined, undefined],
    ],
  );
  assert.equal(lines[1].accessKeyId, credential.id);
  assert.ok(!text.includes(credential.secret) && !text.includes(credential.token));
});
