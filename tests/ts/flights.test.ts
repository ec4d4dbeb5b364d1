/** Requests in the air: all of them leave before the first byte is read for hashing. */
import assert from "node:assert/strict";
import test from "node:test";
import { hash } from "../../ts/hash.ts";
import { Uploader } from "../../ts/uploader.ts";
import type { Command, Send } from "../../ts/wire.ts";
import { woodenSession } from "./fake/session.ts";
import { around, BUCKET, FakeWorld, settle } from "./fake/world.ts";

test("everything that one turn sends is on its way before the first byte is read for hashing", async () => {
  const parts = [1, 2, 3].map((part) => send(part, slice(part - 1, part)));
  const { uploader, order } = made(parts);
  uploader.upload("abc", { key: "k" });
  await settle();
  const steps = order.map((step) => step.split(" ")[0]).join(" ");
  assert.equal(steps, "send send send hash hash hash");
});

test("a part that is cut in the turn that sent it is never read for hashing", async () => {
  const { uploader, order } = made([send(1, slice(0, 1)), send(2, slice(1, 3)), { do: "cancel", request: 1 }]);
  uploader.upload("abc", { key: "k" });
  await settle();
  assert.deepEqual(order, ["send 1", "send 2", "hash 2 B"]);
});

/** An uploader whose core says but this; `order` holds what left and what was hashed. */
function made(commands: Command[]) {
  const order: string[] = [];
  const world = new FakeWorld();
  world.cloud = () => void order.push(`send ${world.sent.length}`);
  world.hash = (bytes, ...rest) => {
    order.push(`hash ${bytes.size} B`);
    return hash(bytes, ...rest);
  };
  const openSession = async () => woodenSession((nudge) => (nudge.startsWith("upload") ? commands : []), []);
  return {
    world,
    order,
    uploader: new Uploader({ ...BUCKET, credentials: "/sts" }, { ...around(world), openSession }),
  };
}

function send(request: number, body: Send["body"]): Command {
  const rest = { headers: [], hash: "both", stallMs: 1_000, answerMs: 1_000 } satisfies Partial<Send>;
  return { do: "send", request, upload: 1, part: request, method: "PUT", url: "https://x.test/k", body, ...rest };
}

function slice(start: number, end: number): Send["body"] {
  return { kind: "slice", start, end };
}
