// A page that uploads as it is told, and tells all it knows: what became of each upload, and everything it keeps.

import { pieces } from "./bytes.js";
import { Uploader } from "./index.js";

const lines = [];
const errors = [];
const jobs = [];
let uploader;

window.weather = {
  /** Makes the one uploader of this page. */
  async open(options) {
    const { accessKeyId, ...place } = await (await fetch("/place")).json();
    const opened = { ...place, debug: (line) => lines.push(line), credentials: { url: "/sts" }, ...options };
    if (opened.static) opened.credentials = await (await fetch("/sts")).json();
    uploader = new Uploader(opened);
  },

  /** Begins an upload and gives its number. */
  begin({ seed, size, source = "file", at, ...options }) {
    return watch(uploader.upload(SOURCES[source](seed, size, at), options));
  },

  /** Takes up the first interrupted upload. */
  async resume({ seed, size, source = "file" }) {
    const [found] = await uploader.resumable();
    if (!found) return undefined;
    return watch(found.resume(SOURCES[source](seed, size)));
  },

  async resumable() {
    return (await uploader.resumable()).map(({ key, size, sent }) => ({ key, size, sent }));
  },

  /** Whether a checkpoint is stored. */
  kept: async () => (await databases()).includes('"checkpoint":'),

  async discard() {
    for (const found of await uploader.resumable()) await found.discard();
  },

  /** What became of an upload, once it ended. */
  async end(number) {
    const job = jobs[number];
    try {
      const result = await job.upload.done();
      return { state: job.upload.state, result, fraction: job.upload.progress.fraction, ...job.told };
    } catch (error) {
      errors.push(error);
      const { code, message, status, serverCode, hint } = error;
      return { state: job.upload.state, failed: code, message, status, serverCode, hint, ...job.told };
    }
  },

  look(number) {
    const { upload, told } = jobs[number];
    return { state: upload.state, sent: upload.progress.sent, parts: upload.parts.done.size, ...told };
  },

  act(number, verb) {
    const answer = jobs[number].upload[verb]();
    return answer instanceof Promise ? answer.then(() => true) : true;
  },

  close: () => uploader.close(),

  /** Everything where a secret could lie. */
  async remains() {
    return {
      lines,
      heard: window.heard,
      errors: errors.map(everything),
      storage: [localStorage, sessionStorage].map((each) => JSON.stringify({ ...each })),
      databases: await databases(),
      address: location.href + document.cookie,
    };
  },

  said: () => ({ lines, heard: window.heard, errors: errors.map(everything) }),

  recent: () => lines.slice(-40),
};

const SOURCES = {
  file: (seed, size) =>
    new File(
      [...pieces(seed, size)].map((piece) => new Blob([piece])),
      "weather.bin",
      { lastModified: 1_700_000_000_000 },
    ),
  picked: (_seed, _size, at = 0) => document.querySelector("input").files[at],
  stream: (seed, size) => {
    const rest = pieces(seed, size);
    return new ReadableStream({
      pull(controller) {
        const { done, value } = rest.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
  },
};

function watch(upload) {
  const told = { retries: 0, renewals: 0, backward: false };
  let sent = 0;
  upload.on("retry", () => {
    told.retries += 1;
  });
  upload.on("credentials", () => {
    told.renewals += 1;
  });
  upload.on("progress", (progress) => {
    told.backward ||= progress.sent < sent || progress.fraction > 1;
    sent = progress.sent;
  });
  return jobs.push({ upload, told }) - 1;
}

/** Every word of a thrown thing, inherited and hidden ones too. */
function everything(thrown, depth = 0) {
  if (thrown === null || typeof thrown !== "object" || depth > 5) return String(thrown);
  const names = new Set([...Object.getOwnPropertyNames(thrown), "message", "stack", "cause"]);
  return [...names].map((name) => `${name}: ${everything(thrown[name], depth + 1)}`).join("\n");
}

async function databases() {
  if (!indexedDB.databases) return "cannot be listed";
  const texts = [];
  for (const { name } of await indexedDB.databases().catch(() => []))
    texts.push(name, ...(await contents(name).catch((error) => [`unreadable: ${error}`])));
  return texts.join("\n");
}

async function contents(name) {
  const base = await promised(indexedDB.open(name));
  const texts = [];
  for (const store of base.objectStoreNames) {
    const all = base.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([promised(all.getAllKeys()), promised(all.getAll())]);
    texts.push(store, JSON.stringify(keys), JSON.stringify(values));
  }
  base.close();
  return texts;
}

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
