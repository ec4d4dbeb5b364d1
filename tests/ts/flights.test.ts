/** Requests in the air: all of them leave before the first byte is read for hashing, and a form says once what its file is. */
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { hash } from "../../ts/hash.ts";
import type { Source } from "../../ts/types.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { Command, Of, Send } from "../../ts/wire.ts";
import { packed } from "../../ts/xhr.ts";
import { startCloud } from "../../www/cloud/index.mjs";
import { woodenSession } from "./fake/session.ts";
import { around, BUCKET, FakeWorld, settle } from "./fake/world.ts";

let cloud: Awaited<ReturnType<typeof startCloud>>;

before(async () => {
  cloud = await startCloud();
});
after(() => cloud.close());

test("everything that one turn sends is on its way before the first byte is read for hashing", async () => {
  const parts = [1, 2, 3].map((part) => send(part, slice(part - 1, part)));
  const { uploader, order } = made([...parts, send(4, form([["key", "k"]], 3))]);
  uploader.upload("abc", { key: "k" });
  await settle();
  const steps = order.map((step) => step.split(" ")[0]).join(" ");
  assert.equal(steps, "send send send send hash hash hash hash");
});

test("a part that is cut in the turn that sent it is never read for hashing", async () => {
  const { uploader, order } = made([send(1, slice(0, 1)), send(2, slice(1, 3)), { do: "cancel", request: 1 }]);
  uploader.upload("abc", { key: "k" });
  await settle();
  assert.deepEqual(order, ["send 1", "send 2", "hash 2 B"]);
});

test("of a part that is sent beside itself what is ahead counts, not both", async () => {
  const { world, uploader } = made([send(1, slice(0, 3)), send(2, slice(0, 3), 1)]);
  const upload = uploader.upload("abcd", { key: "k" });
  await settle();
  const [first, second] = world.sent;
  first?.report(2);
  second?.report(1);
  assert.equal(upload.progress.sent, 2);
  second?.report(3);
  assert.equal(upload.progress.sent, 3);
});

test("a request that is lost is cut, so that nothing of it is read any more", async () => {
  const { world, uploader, heard } = made([send(1, slice(0, 3))]);
  world.answer = () => Promise.reject(new TypeError("offline"));
  uploader.upload("abc", { key: "k" });
  await settle();
  world.sent[0]?.land({ lost: "network" });
  // Whether the file is to blame is read from the file, which takes real time.
  for (let tick = 0; tick < 100 && !heard.some((line) => line.startsWith("lost")); tick++) await settle();
  assert.deepEqual(
    [heard.filter((line) => line.startsWith("lost")), world.sent[0]?.signal.aborted],
    [["lost 1 network"], true],
  );
});

const blamed: [cut: string, left: number, told: string][] = [
  ["to nothing", 0, "source-changed"],
  ["within the part that was lost", 2, "source-changed"],
  ["behind the part that was lost", 5, "source-changed"],
  ["by nobody", 6, "stalled"],
];

for (const [cut, left, told] of blamed) {
  test(`a request that stalled is blamed on a file that was cut ${cut}: ${told}`, async () => {
    const { world, uploader, heard } = made([{ ...send(1, slice(0, 3)), hash: "none" }]);
    uploader.upload(new CutFile(left), { key: "k" });
    await settle();
    world.sent[0]?.land({ lost: "stalled" });
    for (let tick = 0; tick < 100 && !heard.some((line) => line.startsWith("lost")); tick++) await settle();
    assert.deepEqual(
      heard.filter((line) => line.startsWith("lost")),
      [`lost 1 ${told}`],
    );
  });
}

test("a loss for which the file is known to be to blame is told as it is, and no file is probed", async () => {
  const { world, uploader, heard } = made([{ ...send(1, slice(0, 3)), hash: "none" }]);
  const file = new WatchedFile(["abc"], "a.txt");
  uploader.upload(file, { key: "k" });
  await settle();
  world.sent[0]?.land({ lost: "source-unreadable" });
  await settle();
  assert.deepEqual([heard.filter((line) => line.startsWith("lost")), file.slices], [["lost 1 source-unreadable"], 0]);
});

test("a form whose field names the file's own type carries the file as it is, unsliced", async () => {
  const { world, uploader, order } = made([send(1, form([["Content-Type", "image/png"]], 3))]);
  const file = new WatchedFile(["png"], "a.png", { type: "image/png" });
  uploader.upload(file, { key: "k" });
  await settle();
  assert.deepEqual([file.slices, typeOfFile(world)], [0, "image/png"]);
  assert.ok(order.includes("hash 3 B"));
});

test("a form's file never brings a type that the form does not name", async () => {
  const cases: [type: string, fields: [string, string][], told: string][] = [
    ["image/png", [["Content-Type", "text/plain"]], "text/plain"],
    ["image/png", [["x-oss-meta-type", "image/png"]], ""],
    ["", [["Content-Type", "text/plain"]], "text/plain"],
    ["", [], ""],
  ];
  for (const [type, fields, told] of cases) {
    const { world, uploader, order } = made([send(1, form(fields, 5))]);
    uploader.upload(new File(["bytes"], "a", { type }), { key: "k" });
    await settle();
    assert.equal(typeOfFile(world), told);
    assert.ok(order.includes("hash 5 B"));
  }
});

for (const provider of ["oss", "cos"] as const) {
  test(`${provider}: what a form stores has the type that was asked for, whatever type its file has`, async () => {
    const { bucket, region, endpoint } = cloud[provider];
    const { id, secret, token } = cloud.accounts.issue(provider, { seconds: 900 });
    const credentials = { accessKeyId: id, accessKeySecret: secret, sessionToken: token };
    const uploader = new Uploader({ provider, bucket, region, endpoint, credentials, checkpoints: "none" });
    const png = new File(["png"], "a.png", { type: "image/png" });
    const cases: [Source, contentType: string | undefined, stored: string | undefined][] = [
      [png, undefined, "image/png"],
      [png, "image/x-icon", "image/x-icon"],
      ["{}", "application/json", "application/json"],
      ["hello", "text/plain; charset=utf-8", "text/plain; charset=utf-8"],
    ];
    for (const [source, contentType, stored] of cases) {
      await uploader.upload(source, { key: "typed", mode: "post", ...(contentType && { contentType }) }).done();
      assert.equal(cloud[provider].object(bucket, "typed")?.headers["content-type"], stored);
    }
    uploader.close();
  });
}

/** Counts how often it is sliced. */
class WatchedFile extends File {
  slices = 0;

  override slice(start?: number, end?: number, type?: string): Blob {
    this.slices += 1;
    return super.slice(start, end, type);
  }
}

/** Six bytes were chosen, of which some are left; what is gone is told as WebKit does. */
class CutFile extends File {
  constructor(readonly left: number) {
    super(["abcdef"], "a.txt");
  }

  override slice(start = 0, end = this.size, type?: string): Blob {
    const rest = super.slice(Math.min(start, this.left), Math.min(end, this.left), type);
    return Object.assign(rest, { arrayBuffer: async () => new ArrayBuffer(end - start) });
  }
}

/** An uploader whose core says but this; `order` holds what left and what was hashed, `heard` what the core was told. */
function made(commands: Command[]) {
  const order: string[] = [];
  const heard: string[] = [];
  const world = new FakeWorld();
  world.cloud = () => void order.push(`send ${world.sent.length}`);
  world.hash = (cut, ...rest) => {
    order.push(`hash ${cut.end - cut.start} B`);
    return hash(cut, ...rest);
  };
  const openSession = async () => woodenSession((nudge) => (nudge.startsWith("upload") ? commands : []), heard);
  return {
    world,
    order,
    heard,
    uploader: new Uploader({ ...BUCKET, credentials: "/sts" }, { ...around(world), openSession }),
  };
}

function send(request: number, body: Send["body"], part = request): Of<"send"> {
  const rest = { headers: [], hash: "both", stallMs: 1_000, answerMs: 1_000 } satisfies Partial<Send>;
  return { do: "send", request, upload: 1, part, method: "PUT", url: "https://x.test/k", body, ...rest };
}

function slice(start: number, end: number): Send["body"] {
  return { kind: "slice", start, end };
}

function form(fields: [string, string][], end: number): Send["body"] {
  return { kind: "form", fields, end };
}

function typeOfFile({ sent }: FakeWorld): string | undefined {
  const body = packed(sent[0]?.outgoing.load);
  const file = body instanceof FormData ? body.get("file") : undefined;
  return file instanceof Blob ? file.type : undefined;
}
