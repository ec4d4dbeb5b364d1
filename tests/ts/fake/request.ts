/** Requests that never leave. */
import type { Outgoing } from "../../../ts/world.ts";

/** An XMLHttpRequest that never touches a network: the test says what becomes of it. */
export class FakeRequest {
  static sent: FakeRequest[] = [];
  told: string[] = [];
  body: Blob | FormData | Uint8Array | null = null;
  aborted = false;
  status = 200;
  responseText = "";
  upload: { onprogress?: (event: { loaded: number }) => void; onload?: () => void } = {};
  onload = () => {};
  onerror = () => {};

  open(method: string, url: string): void {
    this.told.push(`${method} ${url}`);
  }

  setRequestHeader(name: string, value: string): void {
    this.told.push(`${name}: ${value}`);
  }

  send(body: Blob | FormData | Uint8Array | null): void {
    this.body = body;
    FakeRequest.sent.push(this);
  }

  getAllResponseHeaders(): string {
    return "etag: abc\r\n";
  }

  abort(): void {
    this.aborted = true;
  }
}

export const FILE = new Blob(["0123456789"]);

/** A part of that file, of four bytes. */
export function outgoing(limits: Partial<Outgoing> = {}): Outgoing {
  const load = { file: { whole: FILE, start: 2, end: 6 }, type: "" };
  const rest = { hash: "none", counted: true, stallMs: 1_000, answerMs: 1_000 } as const;
  return { method: "PUT", url: "https://photos.example/k", headers: [["x-fake", "1"]], load, ...rest, ...limits };
}
