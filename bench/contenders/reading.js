/**
 * The least that proving bytes takes: raw requests, and a worker that reads every byte. No signature, no checksum, nothing
 * renewed, paced or remembered.
 */
import { FIELDS } from "./form.js";
import * as raw from "./raw.js";

export const title = "raw XHR, and a worker that reads";

/** The page sends slices; the worker reads the file beside it, as trebucket does for hashing. */
export async function large(given) {
  const worker = hired(readAll);
  const read = answered(worker);
  worker.postMessage(given.file);
  await Promise.all([read, raw.large(given)]);
  worker.terminate();
}

/** The worker sends what it has read. */
export async function many({ cloud, files, parallel }) {
  const worker = hired(readAndSend);
  const waiting = new Map();
  worker.onmessage = ({ data: { at } }) => waiting.get(at)();
  await raw.each(files.length, parallel, (at) => {
    worker.postMessage({ at, file: files[at], url: `${cloud}/bench`, fields: { ...FIELDS, key: `small-${at}` } });
    return new Promise((resolve) => waiting.set(at, resolve));
  });
  worker.terminate();
}

async function readAll({ data: file }) {
  const reader = file.stream().getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(1 << 18);
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (done) break;
    buffer = value.buffer;
  }
  postMessage("read");
}

async function readAndSend({ data: { at, file, url, fields } }) {
  const part = (name) => `--none\r\nContent-Disposition: form-data; name="${name}"`;
  const said = Object.entries(fields).map(([name, value]) => `${part(name)}\r\n\r\n${value}\r\n`);
  const [head, tail] = [`${said.join("")}${part("file")}; filename="file"\r\n\r\n`, "\r\n--none--\r\n"];
  const bytes = new Uint8Array(await file.arrayBuffer());
  const body = new Uint8Array(head.length + bytes.length + tail.length);
  new TextEncoder().encodeInto(head, body);
  body.set(bytes, head.length);
  new TextEncoder().encodeInto(tail, body.subarray(head.length + bytes.length));
  const xhr = new XMLHttpRequest();
  xhr.open("POST", url);
  xhr.setRequestHeader("content-type", "multipart/form-data; boundary=none");
  xhr.onload = () => {
    const { status, responseText } = xhr;
    postMessage({ at, status, headers: xhr.getAllResponseHeaders(), body: responseText });
  };
  xhr.send(body);
}

function hired(work) {
  return new Worker(URL.createObjectURL(new Blob([`onmessage = ${work}`], { type: "text/javascript" })));
}

function answered(worker) {
  return new Promise((resolve) => {
    worker.onmessage = resolve;
  });
}
