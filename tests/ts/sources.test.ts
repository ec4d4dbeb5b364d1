/** Where credentials come from, and what the page's life tells the core. */
import assert from "node:assert/strict";
import test from "node:test";
import type { CredentialRequest, CredentialSource } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { Outgoing } from "../../ts/world.ts";
import { woodenSession } from "./fake/session.ts";
import { around, BUCKET, FakeWorld, GOOD, settle, stored } from "./fake/world.ts";

const SET = JSON.parse(GOOD.text) as { accessKeyId: string; accessKeySecret: string; securityToken: string };

test("a URL source is asked as told, and after a refusal it hears which key was refused", async () => {
  const asked: CredentialRequest[] = [];
  const { world, uploader } = made({ url: "/sts?user=1#top", method: "POST", body: "{}" }, asked);
  const refusal = `<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>`;
  const answers = [async () => ({ status: 403, headers: "", body: refusal }), stored];
  world.cloud = (outgoing: Outgoing) => (answers.shift() ?? stored)(outgoing);
  const upload = uploader.upload("x", { key: "k", mode: "put" });
  for (let second = 0; second < 60 && upload.state !== "done"; second++) await world.pass(1_000);
  assert.equal(upload.state, "done");
  assert.deepEqual(asked, [
    { url: "/sts?user=1#top", method: "POST", body: "{}" },
    { url: "/sts?user=1&refused=STS.FAKE#top", method: "POST", body: "{}" },
  ]);
});

test("a function is told for whom and why; its object, text or response will do", async () => {
  for (const answer of [() => SET, async () => GOOD.text, () => new Response(GOOD.text)]) {
    const told: object[] = [];
    const { uploader } = made(({ signal, ...context }) => {
      assert.equal(signal.aborted, false);
      told.push(context);
      return answer();
    });
    assert.equal((await uploader.upload("x", { key: "k" }).done()).verified, true);
    assert.deepEqual(told, [{ provider: "oss", bucket: "photos", reason: "first" }]);
  }
});

test("a static set serves without anybody being asked", async () => {
  const asked: CredentialRequest[] = [];
  const { uploader } = made({ ...SET, sessionToken: SET.securityToken }, asked);
  assert.equal((await uploader.upload("x", { key: "k" }).done()).verified, true);
  assert.deepEqual(asked, []);
});

test("a key function gets what the app server answered, and its key is the one that is written", async () => {
  const { uploader } = made("/sts");
  const key = async ({ credentials }: { credentials: unknown }) => `${(credentials as typeof SET).accessKeyId}/a.txt`;
  const upload = uploader.upload("x", { key });
  assert.equal(upload.key, undefined);
  assert.equal((await upload.done()).key, "STS.FAKE/a.txt");
  assert.equal(upload.key, "STS.FAKE/a.txt");
});

test("a key function that throws, or gives no key, fails its upload alone", async () => {
  const { uploader } = made("/sts");
  const throwing = uploader.upload("x", {
    key: () => {
      throw new Error("who are you?");
    },
  });
  const silent = uploader.upload("x", { key: () => "" });
  const good = uploader.upload("x", { key: "k" });
  await assert.rejects(throwing.done(), { message: /who are you/ });
  await assert.rejects(silent.done());
  assert.equal((await good.done()).verified, true);
});

test("the life of the credential is told in the wall clock, none before it came and none after close", async () => {
  const { world, uploader } = made("/sts");
  const credential = () => uploader.credential;
  assert.equal(credential(), undefined);
  await uploader.upload("x", { key: "k" }).done();
  const life = credential();
  assert.ok(life && life.arrived === world.wall() && life.expires > life.arrived && life.generation === 1);
  assert.ok(life.renews !== undefined && life.renews > life.arrived && life.renews < life.expires);
  uploader.close();
  assert.equal(credential(), undefined);
});

test("an upload that failed unwatched disturbs nobody", async () => {
  const disturbed: unknown[] = [];
  const listen = (reason: unknown) => disturbed.push(reason);
  process.on("unhandledRejection", listen);
  const { uploader } = made("/sts");
  const upload = uploader.upload("x", { key: "/no" });
  await settle();
  assert.equal(upload.state, "failed");
  void uploader.upload("x", { key: "k" }).abort();
  uploader.close();
  await settle();
  process.off("unhandledRejection", listen);
  assert.deepEqual(disturbed, []);
});

test("a page that wakes, and a network that comes and goes, are told to the core at once", async () => {
  const world = new FakeWorld();
  const heard: string[] = [];
  const openSession = async () => woodenSession(() => [], heard);
  const uploader = new Uploader({ ...BUCKET, credentials: "/sts" }, { ...around(world), openSession });
  uploader.upload("x", { key: "k" });
  await settle();
  world.listeners[0]?.online(false);
  world.listeners[0]?.online(true);
  world.listeners[0]?.awake();
  assert.deepEqual(heard.filter((line) => line !== "poll").slice(1), ["offline 0", "online 0", "wake 0"]);
});

test("no secret is in what debug hears, nor in an error", async () => {
  const lines: string[] = [];
  const { world, uploader } = made("/sts", [], (line) => lines.push(line));
  world.cloud = async () => ({ status: 400, headers: "", body: "<Error><Code>Nonsense</Code></Error>" });
  const error = await uploader
    .upload("x", { key: "k" })
    .done()
    .catch((reason) => reason);
  assert.ok(lines.length > 2);
  const said = lines.join("\n") + JSON.stringify({ ...error, message: error.message, stack: error.stack });
  for (const secret of [SET.accessKeySecret, SET.securityToken]) assert.ok(!said.includes(secret));
});

function made(
  credentials: CredentialSource,
  asked: CredentialRequest[] = [],
  debug: (line: string) => void = () => {},
) {
  const world = new FakeWorld();
  world.cloud = stored;
  const outside = around(world, async (request) => {
    asked.push(request);
    return asked.length === 1 ? GOOD : { ...GOOD, text: GOOD.text.replace("STS.FAKE", "STS.NEXT") };
  });
  return { world, uploader: new Uploader({ ...BUCKET, credentials, debug }, outside) };
}
