/** The hands with the real core, over real connections to the local clouds: resuming, one-shot requests, recovery. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test, { after, before } from "node:test";
import { outside } from "../../ts/outside.ts";
import type { CheckpointStore, Provider, UploaderOptions } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import { startCloud } from "../../www/cloud/index.mjs";
import { startServer } from "../../www/server/index.mjs";

const PROVIDERS = ["oss", "bos", "cos"] as const;
const MIB = 1 << 20;
let cloud: Awaited<ReturnType<typeof startCloud>>;
let server: Awaited<ReturnType<typeof startServer>>;

before(async () => {
  cloud = await startCloud();
  server = await startServer({ cloud, env: {} });
});
after(async () => {
  await server.close();
  await cloud.close();
});

for (const provider of PROVIDERS) {
  test(`${provider}: an upload that was cut off goes on from the parts that are home, and forgets at its end`, async () => {
    const store = shelf();
    const bytes = new Blob([randomBytes(5 * MIB)]);
    const first = uploader(provider, { checkpoints: store, concurrency: 1 });
    const cut = first.upload(bytes, { key: "users/ann/cut.bin", mode: "multipart", partSize: MIB });
    await new Promise<void>((resolve) => cut.on("part", ({ partNumber }) => partNumber === 3 && resolve()));
    first.close();
    await assert.rejects(cut.done(), { code: "aborted" });
    const second = uploader(provider, { checkpoints: store });
    const [left] = await second.resumable();
    assert.ok(left?.key === "users/ann/cut.bin" && left.sent < left.size && left.size === bytes.size);
    const result = await second.upload(bytes, { key: "users/ann/cut.bin", mode: "multipart", partSize: MIB }).done();
    assert.deepEqual([result.resumed, result.verified, result.parts], [true, true, 5]);
    assert.equal(cloud[provider].object(cloud[provider].bucket, "users/ann/cut.bin")?.crc64, result.crc64);
    assert.deepEqual(await second.resumable(), []);
    second.close();
  });

  test(`${provider}: what is left over is resumed with the same file only, and discarded on the cloud too`, async () => {
    const store = shelf();
    const bytes = randomBytes(3 * MIB);
    const scope = { checkpoints: store, concurrency: 1, scope: "ann" };
    const one = uploader(provider, scope);
    const cut = one.upload(bytes, { key: "users/ann/left.bin", mode: "multipart", partSize: MIB });
    await new Promise<void>((resolve) => cut.on("part", () => resolve()));
    one.close();
    const two = uploader(provider, scope);
    assert.deepEqual(await uploader(provider, { ...scope, scope: "bob" }).resumable(), []);
    const [left] = await two.resumable();
    assert.ok(left);
    await assert.rejects(left.resume(new Blob([randomBytes(3 * MIB)])).done(), { code: "source" });
    await assert.rejects(left.resume().done(), { code: "source" });
    assert.equal(cloud[provider].uploads(cloud[provider].bucket).length, 1);
    await left.discard();
    assert.equal(cloud[provider].uploads(cloud[provider].bucket).length, 0);
    assert.deepEqual(await two.resumable(), []);
    two.close();
  });

  test(`${provider}: any signed request, a download of a range, a presigned URL`, async () => {
    const one = uploader(provider);
    await one.upload("0123456789", { key: "users/ann/数 字.txt", contentType: "text/plain" }).done();
    const head = await one.fetch("users/ann/数 字.txt", { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, "10"]);
    assert.equal((await one.fetch("users/ann/none.txt")).status, 404);
    const fractions: number[] = [];
    const range = {
      range: [2, 4] as [number, number],
      onProgress: (p: { fraction: number }) => fractions.push(p.fraction),
    };
    assert.equal(await (await one.download("users/ann/数 字.txt", range)).text(), "234");
    assert.equal(fractions.at(-1), 1);
    await assert.rejects(one.download("users/ann/none.txt"), { code: "server", status: 404 });
    const url = await one.presign("users/ann/数 字.txt", { expiresIn: 60 });
    assert.equal(await (await fetch(url)).text(), "0123456789");
    await assert.rejects(one.fetch("a", { signal: AbortSignal.abort() }), { code: "aborted" });
    one.close();
  });

  test(`${provider}: a credential that the cloud refuses is replaced, and the upload goes on`, async () => {
    const one = uploader(provider);
    const reasons: string[] = [];
    const undo = cloud.faults.add({ cloud: provider, times: 1, action: { refuse: true } });
    const upload = one.upload(new Blob([randomBytes(2 * MIB)]), { key: "users/ann/again.bin", mode: "put" });
    upload.on("credentials", ({ reason }) => reasons.push(reason));
    assert.equal((await upload.done()).verified, true);
    assert.deepEqual(reasons, ["first", "refused"]);
    assert.equal(one.credential?.generation, 2);
    undo();
    one.close();
  });

  test(`${provider}: a cut part, a busy cloud and a lost answer to Complete are no failures`, async () => {
    const one = uploader(provider);
    const undo = [
      cloud.faults.add({ cloud: provider, match: { partNumber: 2 }, times: 1, action: { cut: 1_000 } }),
      cloud.faults.add({ cloud: provider, match: { partNumber: 3 }, times: 1, action: { status: 503 } }),
      cloud.faults.add({
        cloud: provider,
        match: { operation: "CompleteMultipartUpload" },
        times: 1,
        action: { lose: true },
      }),
    ];
    const options = { key: "users/ann/storm.bin", mode: "multipart", partSize: MIB } as const;
    const upload = one.upload(new Blob([randomBytes(4 * MIB)]), options);
    const codes: string[] = [];
    upload.on("retry", ({ code }) => codes.push(code));
    assert.equal((await upload.done()).verified, true);
    assert.ok(codes.length >= 2, codes.join());
    for (const each of undo) each();
    one.close();
  });

  test(`${provider}: an abort leaves nothing behind`, async () => {
    const one = uploader(provider, { concurrency: 2 });
    const upload = one.upload(new Blob([randomBytes(6 * MIB)]), {
      key: "users/ann/no.bin",
      mode: "multipart",
      partSize: MIB,
    });
    await new Promise<void>((resolve) => upload.on("part", () => resolve()));
    await upload.abort("changed my mind");
    await assert.rejects(upload.done(), { code: "aborted", message: "changed my mind" });
    assert.equal(cloud[provider].uploads(cloud[provider].bucket).length, 0);
    assert.equal(cloud[provider].object(cloud[provider].bucket, "users/ann/no.bin"), undefined);
    one.close();
  });
}

test("a file that changed between two parts is no success, even where the browser reads it as if nothing had happened", async () => {
  const given = { ...outside, world: { ...outside.world, readsChangedFiles: () => true } };
  const { bucket, region, endpoint } = cloud.oss;
  const credentials = () => setOf("oss", "first");
  const options = {
    provider: "oss",
    bucket,
    region,
    endpoint,
    credentials,
    checkpoints: "none",
    concurrency: 1,
  } as const;
  const one = new Uploader(options, given);
  const file = new FickleFile([randomBytes(3 * MIB)], "f.bin");
  const upload = one.upload(file, { key: "users/ann/fickle.bin", mode: "multipart", partSize: MIB });
  upload.on("part", () => file.change(randomBytes(3 * MIB)));
  await assert.rejects(upload.done(), { code: "source" });
  upload.retry();
  assert.equal((await upload.done()).verified, true);
  one.close();
});

test("a file of several parts arrives where nobody tells which browser this is, as in Node 20", async () => {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Reflect.deleteProperty(globalThis, "navigator");
  const one = uploader("oss");
  const file = new File([randomBytes(3 * MIB)], "f.bin");
  const result = await one.upload(file, { key: "users/ann/f.bin", mode: "multipart", partSize: MIB }).done();
  assert.deepEqual([result.verified, result.parts], [true, 3]);
  one.close();
  if (navigator) Object.defineProperty(globalThis, "navigator", navigator);
});

/** Firefox's idea of a file on a disk. */
class FickleFile extends File {
  #now = new Blob();

  constructor(bits: BlobPart[], name: string) {
    super(bits, name);
    this.change(...bits);
  }

  change(...bits: BlobPart[]): void {
    if (this.#changes++ < 2) this.#now = new Blob(bits);
  }

  #changes = 0;

  override slice(start?: number, end?: number, type?: string): Blob {
    return this.#now.slice(start, end, type);
  }
}

for (const [provider, options] of [
  ["oss", {}],
  ["oss", { signature: "v1" }],
  ["cos", {}],
] as const) {
  const name = [provider, ...Object.values(options)].join(" ");
  test(`${name}: the cloud takes at once what is signed in its URL, odd keys included`, async () => {
    const one = uploader(provider, options);
    const before = cloud.journal.lines().length;
    for (const key of ["users/ann/first.bin", "users/ann/a b+c?d&e=文件'(1)*~.bin"]) {
      const { verified } = await one.upload(randomBytes(3 * MIB), { key, mode: "multipart", partSize: MIB }).done();
      assert.equal(verified, true);
    }
    const lines = cloud.journal.lines().slice(before);
    const posts = lines.filter(({ method }) => method === "POST").map(({ status }) => status);
    assert.deepEqual(posts, [200, 200, 200, 200], "no request was refused, and none went again in headers");
    one.close();
  });
}

function uploader(provider: Provider, options: Partial<UploaderOptions> = {}): Uploader {
  const { bucket, region, endpoint } = cloud[provider];
  const credentials = ({ reason }: { reason: string }) => setOf(provider, reason);
  return new Uploader({ provider, bucket, region, endpoint, credentials, checkpoints: "none", ...options });
}

let last: Record<string, string> = {};

async function setOf(provider: Provider, reason: string): Promise<unknown> {
  const refused = reason === "refused" ? `&refused=${last[provider]}` : "";
  const login = await fetch(`${server.url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ann" }),
  });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const answer = await fetch(`${server.url}/sts?provider=${provider}${refused}`, {
    method: "POST",
    headers: { cookie },
  });
  const set = (await answer.json()) as { accessKeyId: string };
  last = { ...last, [provider]: set.accessKeyId };
  return set;
}

function shelf(): CheckpointStore {
  const kept = new Map<string, string>();
  return {
    get: async (id) => JSON.parse(kept.get(id) ?? "null") ?? undefined,
    put: async (id, value) => void kept.set(id, JSON.stringify(value)),
    delete: async (id) => void kept.delete(id),
    list: async () => [...kept.values()].map((value) => JSON.parse(value)),
  };
}
