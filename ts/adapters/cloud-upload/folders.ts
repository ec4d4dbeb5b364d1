/** The files in what was dropped, folders with all that is in them; what cannot be read is told and passed over. */

import { pathOf } from "../named.ts";
import type { Placed } from "../queue.ts";

/** Something that was dropped and cannot be read. */
export interface Unreadable {
  path: string;
  error: Error;
}

/** Takes the entries out of a drop. To be called while the event lasts: afterwards they are gone. */
export function dropped(transfer: DataTransfer): FileSystemEntry[] | File[] {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry?.())
    .filter((entry) => entry != null);
  return entries.length ? entries : [...transfer.files];
}

/** Walks through folders; gives files in batches, so that the first begin while the last are being looked for. */
export async function walk(
  found: readonly (FileSystemEntry | File)[],
  take: (files: Placed[]) => void,
  pass: (unreadable: Unreadable) => void,
): Promise<void> {
  const files = await Promise.all(found.map((each) => (isFolder(each) ? undefined : opened(each, pass))));
  const placed = files.filter((file) => file !== undefined);
  if (placed.length) take(placed);
  for (const each of found) if (isFolder(each)) await enter(each, take, pass);
}

async function enter(
  folder: FileSystemDirectoryEntry,
  take: (files: Placed[]) => void,
  pass: (unreadable: Unreadable) => void,
): Promise<void> {
  const reader = folder.createReader();
  const more = () => new Promise<FileSystemEntry[]>((yes, no) => reader.readEntries(yes, no));
  try {
    // A reader gives a hundred at a time, and nothing when it is at the end.
    for (let entries = await more(); entries.length; entries = await more()) await walk(entries, take, pass);
  } catch (error) {
    pass({ path: below(folder), error: error as Error });
  }
}

async function opened(
  each: FileSystemEntry | File,
  pass: (unreadable: Unreadable) => void,
): Promise<Placed | undefined> {
  if (!isEntry(each)) return { file: each, path: pathOf(each) };
  try {
    const file = await new Promise<File>((yes, no) => (each as FileSystemFileEntry).file(yes, no));
    return { file, path: below(each) };
  } catch (error) {
    pass({ path: below(each), error: error as Error });
    return undefined;
  }
}

function isEntry(each: FileSystemEntry | File): each is FileSystemEntry {
  return "fullPath" in each;
}

function isFolder(each: FileSystemEntry | File): each is FileSystemDirectoryEntry {
  return isEntry(each) && each.isDirectory;
}

function below({ fullPath }: FileSystemEntry): string {
  return fullPath.replace(/^\/+/, "");
}
