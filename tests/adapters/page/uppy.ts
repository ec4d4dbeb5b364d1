/** Uppy with this uploader and its Golden Retriever, as an application has it; a bare list instead of its Dashboard. */

import "./list.css";
import Uppy from "@uppy/core";
import GoldenRetriever from "@uppy/golden-retriever";
import { Trebucket } from "trebucket/uppy";
import { place } from "./place.ts";

const { uploader, prefix } = await place();
const uppy = new Uppy({ autoProceed: true }).use(GoldenRetriever).use(Trebucket, {
  uploader,
  key: (file) => `${prefix}${Math.random()}/${file.name}`,
});
declare global {
  interface Window {
    uppy: Uppy;
    results: unknown[];
  }
}
window.uppy = uppy as unknown as Uppy;
window.results = [];
const main = document.querySelector("main") as HTMLElement;
main.innerHTML = '<label class="choose">Choose files <input type="file" multiple></label><ul></ul>';
const input = main.querySelector("input") as HTMLInputElement;
input.addEventListener("change", () => {
  for (const file of input.files ?? []) uppy.addFile(file);
  input.value = "";
});

uppy.on("upload-progress", (file, { bytesUploaded, bytesTotal }) =>
  window.told.push({ name: file?.name, percent: (100 * bytesUploaded) / (bytesTotal || 1) }),
);
uppy.on("upload-success", (file, { body, uploadURL }) =>
  window.told.push({ name: file?.name, percent: 100, key: (body as { key?: string })?.key, url: uploadURL }),
);
uppy.on("upload-error", (file, error) => window.told.push({ name: file?.name, error: error.message }));
uppy.on("complete", ({ successful, failed }) =>
  window.results.push({ successful: successful?.length, failed: failed?.length }),
);
uppy.on("state-update", () => {
  const rows = uppy.getFiles().map(({ name, progress, isPaused, error }) => {
    const row = document.createElement("li");
    const state = error ?? (progress.uploadComplete ? "done" : isPaused ? "paused" : "running");
    row.append(`${name} ${progress.percentage ?? 0} % ${state}`);
    return row;
  });
  main.querySelector("ul")?.replaceChildren(...rows);
});
window.ready = true;
