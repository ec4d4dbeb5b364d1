/** What every page of these tests has: an uploader into the local cloud, and a list of what the component told. */

import { Uploader, type UploaderOptions } from "trebucket";

declare global {
  interface Window {
    /** What the component told, in order; plain values. */
    told: Record<string, unknown>[];
    /** Errors that nobody caught. */
    faults: string[];
    /** Takes the component off the page. */
    leave(): void;
    /** Gives files to a list. */
    add(files: Iterable<File>): void;
    log: string[];
    ready: boolean;
    /** Requests of the uploader with a body. */
    traffic: { flying: number; cut: number };
    uploader: Uploader;
    prefix: string;
  }
}

window.told = [];
window.log = [];
window.faults = [];
addEventListener("error", ({ message }) => window.faults.push(message));
addEventListener("unhandledrejection", ({ reason }) => window.faults.push(String(reason)));

window.traffic = { flying: 0, cut: 0 };
const workers = new BroadcastChannel(`traffic of ${performance.timeOrigin}`);
const counted = (event: string) => {
  if (event === "abort") window.traffic.cut += 1;
  else window.traffic.flying += event === "send" ? 1 : -1;
};
workers.onmessage = ({ data }) => counted(data);
watch(counted);
// The workers' requests, too: their script is given this one to begin with.
const { createObjectURL } = URL;
URL.createObjectURL = (thing) => {
  if (!(thing instanceof Blob) || thing.type !== "text/javascript") return createObjectURL(thing);
  const tell = `const workers = new BroadcastChannel("${workers.name}");`;
  const first = `{ ${tell} (${watch})((event) => workers.postMessage(event)); }`;
  return createObjectURL(new Blob([first, thing], { type: thing.type }));
};

/** Tells of each request when it leaves and ends, and when it is cut. */
function watch(tell: (event: "send" | "abort" | "loadend") => void): void {
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (body) {
    tell("send");
    this.addEventListener("abort", () => tell("abort"));
    this.addEventListener("loadend", () => tell("loadend"));
    send.call(this, body);
  };
}

/** Asks the desk that the address names. */
export async function place(options: Partial<UploaderOptions> = {}): Promise<{ uploader: Uploader; prefix: string }> {
  const desk = new URLSearchParams(location.search).get("desk");
  const { prefix, ...bucket } = await (await fetch(`${desk}/place/oss`)).json();
  const credentials = `${desk}/sts/oss`;
  const uploader = new Uploader({
    ...bucket,
    credentials,
    checkpoints: "none",
    locale: "en",
    debug: (line) => window.log.push(line),
    ...options,
  });
  window.uploader = uploader;
  window.prefix = prefix;
  return { uploader, prefix };
}
