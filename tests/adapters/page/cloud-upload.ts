/** The custom element, as a page without a framework has it. */

import "trebucket/cloud-upload";
import { place } from "./place.ts";

const { uploader, prefix } = await place();
const main = document.querySelector("main") as HTMLElement;
main.innerHTML = `<h1>Holiday photos</h1><cloud-upload prefix="${prefix}" lang="en"></cloud-upload>`;
const element = document.querySelector("cloud-upload") as HTMLElementTagNameMap["cloud-upload"];
element.uploader = uploader;
window.add = (files) => element.add(files);
window.leave = () => element.remove();

for (const type of ["file-done", "file-failed", "file-unreadable", "all-done"]) {
  main.addEventListener(type, (event) => {
    const { item, result, path, error, totals } = (event as CustomEvent).detail;
    window.told.push({ type, name: item?.path ?? path, key: result?.key, error: error?.message, done: totals?.done });
  });
}
window.ready = true;
