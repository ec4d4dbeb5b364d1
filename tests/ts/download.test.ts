/** A download over a bad line: cut, resumed, guarded against another version, given up in time. */
import assert from "node:assert/strict";
import test from "node:test";
import { download } from "../../ts/download.ts";
import type { DownloadOptions } from "../../ts/types.ts";
import { FakeWorld } from "./fake/world.ts";

const BYTES = "abcdefghijklmnopqrstuvwxyz";

test("what a cut kept back is asked for again, with the same version, and progress never falls", async () => {
  const line = new Line([{ cut: 10 }, { cut: 1 }, {}]);
  const sent: number[] = [];
  const blob = await line.fetch({ onProgress: ({ sent: bytes }) => sent.push(bytes) });
  assert.equal(await blob.text(), BYTES);
  assert.equal(blob.type, "text/plain");
  assert.deepEqual(line.asked, [
    {},
    { range: "bytes=10-", "if-match": '"v1"' },
    { range: "bytes=11-", "if-match": '"v1"' },
  ]);
  assert.deepEqual(
    sent,
    [...sent].sort((one, other) => one - other),
  );
  assert.equal(sent.at(-1), BYTES.length);
});

test("a range has an inclusive end, and is taken up inside itself", async () => {
  const line = new Line([{ cut: 2 }, {}]);
  assert.equal(await (await line.fetch({ range: [2, 6] })).text(), "cdefg");
  assert.deepEqual(
    line.asked.map(({ range }) => range),
    ["bytes=2-6", "bytes=4-6"],
  );
});

test("a server that ignores ranges sends everything, and only what was missing is kept", async () => {
  const line = new Line([{ cut: 10, whole: true }, { whole: true }]);
  assert.equal(await (await line.fetch({})).text(), BYTES);
  const part = new Line([{ whole: true }]);
  assert.equal(await (await part.fetch({ range: [3, 5] })).text(), "def");
});

test("an object that was replaced is an error of the source, told by the condition or by the tag", async () => {
  for (const after of [{ status: 412 }, { etag: '"v2"' }]) {
    const line = new Line([{ cut: 10 }, after]);
    await assert.rejects(line.fetch({}), { code: "source", hint: /download it again/ });
  }
});

test("where the tag is hidden the date guards", async () => {
  const line = new Line([{ cut: 10, etag: "" }, { etag: "" }]);
  assert.equal(await (await line.fetch({})).text(), BYTES);
  assert.deepEqual(line.asked[1], { range: "bytes=10-", "if-unmodified-since": "Sun, 22 Nov 2026 00:00:00 GMT" });
});

test("a body that can never be taken up is begun anew", async () => {
  const line = new Line([{ cut: 10 }, { cut: 0 }, { cut: 0 }, {}]);
  assert.equal(await (await line.fetch({})).text(), BYTES);
  assert.deepEqual(line.asked.at(-1), {});
});

test("a connection on which nothing moves is cut and taken up", async () => {
  const line = new Line([{ cut: 10, hangs: true }, {}]);
  assert.equal(await (await line.fetch({})).text(), BYTES);
  assert.ok(line.world.mono() > 30_000);
});

test("a line that stays dead fails with network when patience ends, keeping to its rests", async () => {
  const line = new Line([{ cut: 10 }]);
  await assert.rejects(line.fetch({}), { code: "network" });
  assert.ok(line.world.mono() >= 60_000 && line.world.mono() < 120_000, `${line.world.mono()}`);
  assert.ok(line.asked.length < 20, `${line.asked.length} requests`);
});

test("an abort in the middle is told as such, and a refusal is not repeated", async () => {
  const leaving = new AbortController();
  const line = new Line([{ cut: 10, hangs: true }]);
  const onProgress = () => leaving.abort("enough");
  await assert.rejects(line.fetch({ signal: leaving.signal, onProgress }), { code: "aborted" });
  const closed = new Line([{ status: 403 }]);
  await assert.rejects(closed.fetch({}), { code: "permission", status: 403 });
  assert.equal(closed.asked.length, 1);
});

test("a range that is none is refused before anything is sent", async () => {
  for (const range of [
    [5, 4],
    [-1, 4],
    [0, 1.5],
    [0, Number.NaN],
    ["0", 4],
  ]) {
    const line = new Line([{}]);
    await assert.rejects(line.fetch({ range: range as [number, number] }), { code: "invalid-argument" });
    assert.equal(line.asked.length, 0);
  }
});

interface Answer {
  /** Bytes after which the connection is gone. */
  cut?: number;
  hangs?: boolean;
  /** The range is ignored. */
  whole?: boolean;
  status?: number;
  etag?: string;
}

/** Answers in turn; then nobody answers any more. */
class Line {
  readonly world = new FakeWorld();
  readonly asked: Record<string, string>[] = [];
  readonly #answers: Answer[];

  constructor(answers: Answer[]) {
    this.#answers = [...answers];
  }

  async fetch(options: DownloadOptions): Promise<Blob> {
    const ask = async (headers: Record<string, string>, signal: AbortSignal) => {
      this.asked.push(headers);
      const answer = this.#answers.shift();
      if (!answer) throw new TypeError("Failed to fetch");
      return respond(answer, headers.range, signal);
    };
    const origin = { ask, world: this.world, patience: 60_000, voice: { locale: "en" as const } };
    let over = false;
    const fetched = download(origin, options).finally(() => {
      over = true;
    });
    fetched.catch(() => {});
    for (let second = 0; second < 300 && !over; second++) await this.world.pass(500);
    return fetched;
  }
}

function respond(answer: Answer, range: string | undefined, signal: AbortSignal): Response {
  const [, first = "0", last = ""] = /bytes=(\d+)-(\d*)/.exec(range ?? "") ?? [];
  const whole = answer.whole || !range;
  const text = whole ? BYTES : BYTES.slice(Number(first), last ? Number(last) + 1 : undefined);
  const etag = answer.etag ?? '"v1"';
  const headers = {
    "content-type": "text/plain",
    "content-length": String(text.length),
    "last-modified": "Sun, 22 Nov 2026 00:00:00 GMT",
    ...(etag && { etag }),
  };
  return new Response(body(text, answer, signal), { status: answer.status ?? (whole ? 200 : 206), headers });
}

function body(text: string, { cut, hangs }: Answer, signal: AbortSignal): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text.slice(0, cut));
  return new ReadableStream({
    async start(controller) {
      if (bytes.length) controller.enqueue(bytes);
      if (cut === undefined) return controller.close();
      if (hangs) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      // What was enqueued is read first.
      setTimeout(() => controller.error(new TypeError("network error")));
    },
  });
}
