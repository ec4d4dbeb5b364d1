/** An OSS bucket of wood: it takes multiparts, counts what is asked of it, and forgets when told. */
import type { Landing, Outgoing } from "../../../ts/world.ts";
import { packed } from "../../../ts/xhr.ts";
import { type FakeWorld, figures } from "./world.ts";

export class Bucket {
  /** One line a request: `initiate`, `part 2`, `list`, `complete`, `abort`, `head`. */
  readonly asked: string[] = [];
  /** The headers of each Initiate. */
  readonly initiations: Record<string, string>[] = [];
  /** Requests that get no answer before this is emptied. */
  held: RegExp | undefined;
  /** Requests that are answered 500. */
  broken: RegExp | undefined;
  #uploads = new Map<string, Map<number, Blob>>();
  #count = 0;

  /** Answers what the world sends, and the DELETE of a discard. */
  serve(world: FakeWorld): void {
    world.cloud = (outgoing) => this.#take(outgoing);
    world.answer = async (url, { method }) => this.#errand(new URL(url), method ?? "GET");
  }

  forget(): void {
    this.#uploads.clear();
  }

  #take(outgoing: Outgoing): Promise<Landing> | undefined {
    const url = new URL(outgoing.url);
    const line = named(url, outgoing.method);
    this.asked.push(line);
    if (this.held?.test(line)) return undefined;
    if (this.broken?.test(line)) return Promise.resolve(failure(500, "InternalError"));
    return this.#answer(line, url, outgoing);
  }

  async #answer(line: string, url: URL, { headers, load }: Outgoing): Promise<Landing> {
    if (line === "initiate") return this.#initiate(Object.fromEntries(headers));
    const parts = this.#uploads.get(url.searchParams.get("uploadId") ?? "");
    if (!parts) return failure(404, "NoSuchUpload");
    if (line === "abort") return { status: 204, headers: "", body: "" };
    if (line === "complete") return reply(await told(new Blob(inOrder(parts))), COMPLETED);
    if (line === "list") return reply("", await listed(parts));
    const bytes = packed(load) as Blob;
    parts.set(Number(url.searchParams.get("partNumber")), bytes);
    return reply(await told(bytes), "");
  }

  #initiate(headers: Record<string, string>): Landing {
    this.#count += 1;
    this.initiations.push(headers);
    this.#uploads.set(`U${this.#count}`, new Map());
    const id = `<UploadId>U${this.#count}</UploadId>`;
    return reply("", `<InitiateMultipartUploadResult>${id}</InitiateMultipartUploadResult>`);
  }

  #errand(url: URL, method: string): Response {
    const line = named(url, method);
    this.asked.push(`${line} ${url.searchParams.get("uploadId")}`);
    return new Response(null, { status: 204 });
  }
}

function named({ searchParams }: URL, method: string): string {
  if (searchParams.has("uploads")) return "initiate";
  if (searchParams.has("partNumber")) return `part ${searchParams.get("partNumber")}`;
  return { POST: "complete", GET: "list", DELETE: "abort", HEAD: "head" }[method] ?? method;
}

function inOrder(parts: Map<number, Blob>): Blob[] {
  return [...parts].sort(([one], [other]) => one - other).map(([, bytes]) => bytes);
}

async function listed(parts: Map<number, Blob>): Promise<string> {
  const items = [...parts].map(async ([part, bytes]) => {
    const { md5, crc64 } = await figures(bytes);
    const tags = `<ETag>"${md5.toUpperCase()}"</ETag><HashCrc64ecma>${crc64}</HashCrc64ecma>`;
    return `<Part><PartNumber>${part}</PartNumber>${tags}<Size>${bytes.size}</Size></Part>`;
  });
  return `<ListPartsResult>${(await Promise.all(items)).join("")}</ListPartsResult>`;
}

async function told(bytes: Blob): Promise<string> {
  const { md5, crc64 } = await figures(bytes);
  return `etag: "${md5.toUpperCase()}"\r\nx-oss-hash-crc64ecma: ${crc64}\r\n`;
}

function reply(headers: string, body: string): Landing {
  return { status: 200, headers, body };
}

function failure(status: number, code: string): Landing {
  return { status, headers: "", body: `<Error><Code>${code}</Code></Error>` };
}

const COMPLETED = "<CompleteMultipartUploadResult><ETag>x-2</ETag></CompleteMultipartUploadResult>";
