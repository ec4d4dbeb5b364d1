/** An XMLHttpRequest that never touches a network: the test says what becomes of it. */
export class FakeRequest {
  static sent: FakeRequest[] = [];
  told: string[] = [];
  body: Blob | FormData | null = null;
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

  send(body: Blob | FormData | null): void {
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
