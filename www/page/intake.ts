/** Where files come in: dropped anywhere on the page, picked, or made of random bytes. */

import { find, write } from "./dom.ts";
import { percent } from "./format.ts";
import { say, texts } from "./language.ts";
import { randomFile } from "./random.ts";

export interface Intake {
  take(name: string, file: File): void;
  complain(text: string): void;
}

export function openIntake(intake: Intake): void {
  picking(intake);
  dropping(intake);
  making(intake);
}

function picking(intake: Intake): void {
  const input = find<HTMLInputElement>("#input");
  find("#pick").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    for (const file of input.files ?? []) intake.take(file.name, file);
    // So that picking the same file again is a change again.
    input.value = "";
  });
}

function dropping(intake: Intake): void {
  let depth = 0;
  const hover = (by: number) => {
    depth = Math.max(0, depth + by);
    document.body.toggleAttribute("data-over", depth > 0);
  };
  addEventListener("dragenter", () => hover(1));
  addEventListener("dragleave", () => hover(-1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    hover(-depth);
    // Entries must be asked for before the first await: the list is emptied when the event ends.
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
    const found = await Promise.all(entries.filter((entry) => entry !== null).map(walk)).catch(() => undefined);
    if (found === undefined) return intake.complain(say("unreadable"));
    if (found.flat().length === 0) intake.complain(say("notAFile"));
    for (const { name, file } of found.flat()) intake.take(name, file);
  });
}

interface Found {
  readonly name: string;
  readonly file: File;
}

/** The files under an entry, named by their path from what was dropped. */
async function walk(entry: FileSystemEntry): Promise<Found[]> {
  const name = entry.fullPath.replace(/^\/+/, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  // One call gives at most a hundred entries; an empty answer is the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const each of batch) found.push(...(await walk(each)));
  }
}

function making(intake: Intake): void {
  const button = find<HTMLButtonElement>("#make");
  const size = find<HTMLSelectElement>("#size");
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const total = Number(size.value);
    const label = size.selectedOptions[0]?.textContent ?? "";
    const file = await randomFile(total, label, (made) => write(button, texts().making(percent(made / total))));
    button.removeAttribute("aria-disabled");
    write(button, texts().make);
    intake.take(file.name, file);
  });
}
