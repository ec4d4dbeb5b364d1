/** Where checkpoints stand: IndexedDB, or a store of the caller's. */

import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { CheckpointStore, Provider, UploadOptions } from "./types.ts";

/** One checkpoint as it is stored. Without secrets: headers that may be keys stay out, but for their names. */
export interface Kept {
  id: string;
  scope: string;
  provider: Provider;
  bucket: string;
  key: string;
  size: number;
  lastModified?: number | undefined;
  /** A figure over samples of the file. */
  sample: string;
  /** Bytes that are home. */
  sent: number;
  /** ms of `Date.now()`. */
  when: number;
  /** The caller's options. */
  wish: Wish;
  /** Headers that were not kept: they must be given again. */
  withheld?: string[];
  /** The core's own text. */
  checkpoint: string;
  /** Where the browser gave one: the file can be read again after a click. */
  handle?: FileSystemFileHandle;
}

/** What of the caller's options can be written down. */
export type Wish = Omit<UploadOptions, "key" | "signal" | "onProgress" | "exists">;

interface Shelf extends DBSchema {
  checkpoints: { key: string; value: unknown };
  /** Which tab owns an upload, where there are no Web Locks. */
  leases: { key: string; value: string };
}

/** The store that was chosen; `undefined` where there is none. */
export async function shelf(choice: CheckpointStore | "indexeddb" | "none" = "indexeddb") {
  if (typeof choice === "object") return choice;
  return choice === "none" || typeof indexedDB === "undefined" ? undefined : inBrowser();
}

/** The database that all uploaders of this origin share. */
export function database(): Promise<IDBPDatabase<Shelf>> {
  opened ??= openDB<Shelf>("trebucket", 1, {
    upgrade(db, before) {
      if (before > 0) return;
      db.createObjectStore("checkpoints");
      db.createObjectStore("leases");
    },
    // A newer copy of the package, here or in another tab, must not wait for this one to leave.
    blocking(_, __, event) {
      opened = undefined;
      (event.target as IDBDatabase).close();
    },
    terminated() {
      opened = undefined;
    },
  }).catch((thrown: unknown) => {
    opened = undefined;
    throw thrown;
  });
  return opened;
}

let opened: Promise<IDBPDatabase<Shelf>> | undefined;

function inBrowser(): CheckpointStore {
  // Opened while the file is sampled. Whoever asks for something is told if it fails.
  database().catch(() => {});
  return {
    get: async (id) => (await database()).get("checkpoints", id),
    put: async (id, value) => (await database()).put("checkpoints", value, id),
    delete: async (id) => (await database()).delete("checkpoints", id),
    list: async () => (await database()).getAll("checkpoints"),
  };
}
