/** The published bundle, whose inner classes have no private members: nothing a page holds leads to its credentials. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test, { after, before } from "node:test";
import * as trebucket from "trebucket";
import { recorder } from "trebucket/recorder";
import type { CheckpointStore, Credentials, Provider, Upload } from "../../ts/types.ts";
import { startCloud } from "../../www/cloud/index.mjs";
import { findWords } from "./secrets/reach.ts";

const MIB = 1 << 20;
let cloud: Awaited<ReturnType<typeof startCloud>>;

before(async () => {
  cloud = await startCloud();
});
after(() => cloud.close());

for (const provider of ["oss", "bos", "cos"] as const) {
  test(`${provider}: no secret and no token is in anything that is reached from what a page holds`, async () => {
    const { id, secret, token } = cloud.accounts.issue(provider, { seconds: 900 });
    const set = { accessKeyId: id, accessKeySecret: secret, sessionToken: token };
    const held: Record<string, unknown> = { trebucket };
    const good = opened(provider, set, held);
    await fly(good, held);
    await ask(good, held);
    await misuse(good, held);
    held.signer = await signed(provider, set);
    const wrong = opened(provider, { ...set, accessKeySecret: "FAKE-wrong-secret" }, held, "wrong");
    await refuse(wrong, held);
    const words = [secret, "FAKE-wrong-secret", token];
    assert.deepEqual(await findWords(held, words), []);
    for (const uploader of [good, wrong]) uploader.close();
    assert.deepEqual(await findWords(held, words), []);
  });
}

test("the walk finds a word wherever a page could read it", async () => {
  class Hider {
    plain = { token: "FAKE-token" };
    get told() {
      return `?t=${encodeURIComponent("FAKE+token")}`;
    }
  }
  const bytes = new TextEncoder().encode("…FAKE-token…");
  const places: Record<string, unknown> = {
    property: new Hider(),
    name: { "FAKE-token": 1 },
    symbol: { [Symbol("FAKE-token")]: 1 },
    hidden: Object.defineProperty({}, "token", { value: "FAKE-token" }),
    getter: Object.create({
      get token() {
        return btoa("FAKE-token");
      },
    }),
    map: new Map([[new Set(["FAKE-token"]), 1]]),
    memory: new WebAssembly.Memory({ initial: 1 }),
    view: bytes.subarray(20),
    promise: Promise.reject(new Error("lost", { cause: ["FAKE-token"] })),
    headers: new Headers({ "x-token": "FAKE-token" }),
    function: Object.assign(() => {}, { token: "FAKE-token" }),
    weak: new WeakRef(bytes),
  };
  new Uint8Array((places.memory as WebAssembly.Memory).buffer).set(bytes, 60_000);
  for (const [place, value] of Object.entries(places)) {
    assert.notDeepEqual(await findWords({ value }, ["FAKE-token"]), [], place);
  }
  assert.ok((await findWords({ value: new Hider() }, ["FAKE+token"])).includes("value.told"));
});

type Held = Record<string, unknown>;

/** An uploader, with what its options let the page hear. */
function opened(provider: Provider, set: Credentials, held: Held, name = "good"): trebucket.Uploader {
  const { bucket, region, endpoint } = cloud[provider];
  const kept = new Map<string, unknown>();
  const lines: string[] = [];
  const checkpoints: CheckpointStore = {
    get: async (at) => kept.get(at),
    put: async (at, value) => void kept.set(at, structuredClone(value)),
    delete: async (at) => void kept.delete(at),
    list: async () => [...kept.values()],
  };
  const uploader = new trebucket.Uploader({
    ...{ provider, bucket, region, endpoint, checkpoints, concurrency: 2 },
    credentials: () => structuredClone(set),
    debug: (line) => lines.push(line),
    recorder: (session, options, seed) => {
      held[`${name} session`] = session;
      return recorder((line) => lines.push(line))(session, options, seed);
    },
  });
  Object.assign(held, { [name]: uploader, [`${name} lines`]: lines, [`${name} kept`]: kept });
  return uploader;
}

/** One upload that ends well, one that is paused on its way, one that is given up. */
async function fly(uploader: trebucket.Uploader, held: Held): Promise<void> {
  const file = () => new File([randomBytes(3 * MIB)], "a.bin");
  const options = { mode: "multipart", partSize: MIB } as const;
  const done = uploader.upload(file(), { key: "done", ...options });
  held.events = heard(done);
  held.result = await done.done();
  const small = uploader.upload("small", { key: ({ credentials }) => (credentials ? "small" : "") });
  await small.done();
  const paused = uploader.upload(file(), { key: "paused", ...options });
  await new Promise<void>((resolve) => paused.on("part", () => resolve()));
  paused.pause();
  const aborted = uploader.upload(file(), { key: "aborted", ...options });
  await aborted.abort("not wanted");
  held.aborted = await aborted.done().catch((error: unknown) => error);
  held.resumable = await uploader.resumable();
  Object.assign(held, { done, small, paused, given: aborted });
}

/** What else an uploader answers; a presigned URL and a form carry the token, as they must. */
async function ask(uploader: trebucket.Uploader, held: Held): Promise<void> {
  held.response = await uploader.fetch("done", { method: "HEAD" });
  held.missing = await uploader.fetch("missing");
  held.blob = await uploader.download("small");
  held.diagnosis = await uploader.diagnose({ key: "probe" });
  held.life = uploader.credential;
}

async function misuse(uploader: trebucket.Uploader, held: Held): Promise<void> {
  const upload = uploader.upload("x", { key: "/no" });
  held.misuse = [upload, await upload.done().catch((error: unknown) => error)];
}

/** OSS repeats in its refusal what should have been signed, token and all. */
async function refuse(uploader: trebucket.Uploader, held: Held): Promise<void> {
  const upload = uploader.upload("x", { key: "refused", mode: "put" });
  const events = heard(upload);
  const error: unknown = await upload.done().catch((error: unknown) => error);
  assert.ok(error instanceof trebucket.UploadError);
  assert.equal(error.code, "credentials");
  held.refused = [upload, error, events];
}

async function signed(provider: Provider, set: Credentials): Promise<unknown> {
  const { bucket, region, endpoint } = cloud[provider];
  const signer = await trebucket.createSigner({ provider, bucket, region, endpoint });
  const { url, headers } = signer.sign({ method: "GET", key: "a" }, set);
  assert.ok(url && headers);
  return [signer, signer.explain({ method: "GET", key: "a" }, set)];
}

function heard(upload: Upload): unknown[] {
  const events: unknown[] = [];
  for (const event of ["progress", "state", "part", "retry", "credentials"] as const) {
    upload.on(event, (payload: unknown) => events.push(payload));
  }
  return events;
}
