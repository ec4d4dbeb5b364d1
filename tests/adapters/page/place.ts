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
    ready: boolean;
    uploader: Uploader;
    prefix: string;
  }
}

window.told = [];
window.faults = [];
addEventListener("error", ({ message }) => window.faults.push(message));
addEventListener("unhandledrejection", ({ reason }) => window.faults.push(String(reason)));

/** Asks the desk that the address names. */
export async function place(options: Partial<UploaderOptions> = {}): Promise<{ uploader: Uploader; prefix: string }> {
  const desk = new URLSearchParams(location.search).get("desk");
  const { prefix, ...bucket } = await (await fetch(`${desk}/place/oss`)).json();
  const credentials = `${desk}/sts/oss`;
  const uploader = new Uploader({ ...bucket, credentials, checkpoints: "none", locale: "en", ...options });
  window.uploader = uploader;
  window.prefix = prefix;
  return { uploader, prefix };
}
