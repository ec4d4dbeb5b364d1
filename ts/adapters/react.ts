/**
 * A React hook: the files a component uploads, how far each is, and its controls.
 *
 * ```tsx
 * import { useUpload } from "trebucket/react";
 *
 * function Files({ uploader }) {
 *   const { items, totals, add } = useUpload(uploader, { prefix: "users/42/" });
 *   return (
 *     <>
 *       <input type="file" multiple onChange={(event) => add(event.target.files ?? [])} />
 *       <progress value={totals.fraction} />
 *       {items.map((item) => (
 *         <p key={item.id}>
 *           {item.path}: {Math.round(item.progress.fraction * 100)} % {item.error?.message}
 *           <button onClick={item.remove}>Remove</button>
 *         </p>
 *       ))}
 *     </>
 *   );
 * }
 * ```
 *
 * Create the `Uploader` once, outside of the component or in a ref. The hook renders nothing on a server but an empty list.
 */

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { FileOptions, Target } from "./named.ts";
import { type Picture, Queue, type UploadItem } from "./queue.ts";

export type { FileOptions, Target } from "./named.ts";
export type { Picture, Totals, UploadItem } from "./queue.ts";

/** How the files of a component are written. */
export interface UseUploadOptions extends FileOptions {
  /** What becomes of uploads when the component leaves the page. Default `abort`, on the cloud too. */
  whenUnmounted?: "abort" | "go-on";
}

/** The list, and what can be done with it; the functions are the same at every render. */
export interface UploadList extends Picture {
  /** Begins to upload these files. */
  add(files: Iterable<File>): void;
  /** Takes off the list what is done, failed or aborted. */
  clear(): void;
  /** Aborts what is not over. */
  abort(): void;
}

/** The uploads of one component. Options are read when files are added. */
export function useUpload(uploader: Target, options: UseUploadOptions = {}): UploadList {
  const [queue] = useState(() => new Queue());
  const { whenUnmounted = "abort", ...fileOptions } = options;
  const picture = useSyncExternalStore(queue.subscribe, queue.read, queue.read);
  useEffect(() => {
    queue.target = uploader;
    queue.options = fileOptions;
  });
  useEffect(() => (whenUnmounted === "abort" ? queue.abort : undefined), [queue, whenUnmounted]);
  return useMemo(() => ({ ...picture, add: queue.add, clear: queue.clear, abort: queue.abort }), [picture, queue]);
}

export type { UploadItem as Item };
