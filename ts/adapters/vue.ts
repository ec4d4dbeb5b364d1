/**
 * A Vue composable: the files a component uploads, how far each is, and its controls.
 *
 * ```vue
 * <script setup>
 * import { useUpload } from "trebucket/vue";
 *
 * const { items, totals, add } = useUpload(uploader, { prefix: "users/42/" });
 * </script>
 *
 * <template>
 *   <input type="file" multiple @change="add($event.target.files)" />
 *   <progress :value="totals.fraction" />
 *   <p v-for="item in items" :key="item.id">
 *     {{ item.path }}: {{ Math.round(item.progress.fraction * 100) }} % {{ item.error?.message }}
 *     <button @click="item.remove">Remove</button>
 *   </p>
 * </template>
 * ```
 *
 * Create the `Uploader` once, outside of the component. On a server the list is empty and nothing is begun.
 */

import type { ComputedRef } from "vue";
import { computed, getCurrentScope, markRaw, onScopeDispose, shallowRef, toRaw } from "vue";
import type { FileOptions, Target } from "./named.ts";
import { Queue, type Totals, type UploadItem } from "./queue.ts";

export type { FileOptions, Target } from "./named.ts";
export type { Totals, UploadItem } from "./queue.ts";

/** How the files of a component are written. */
export interface UseUploadOptions extends FileOptions {
  /** What becomes of uploads when the component leaves the page. Default `abort`, on the cloud too. */
  whenUnmounted?: "abort" | "go-on";
}

/** The list, and what can be done with it. */
export interface UploadList {
  readonly items: ComputedRef<readonly UploadItem[]>;
  readonly totals: ComputedRef<Totals>;
  /** Begins to upload these files. */
  add(files: Iterable<File>): void;
  /** Takes off the list what is done, failed or aborted. */
  clear(): void;
  /** Aborts what is not over. */
  abort(): void;
}

/** The uploads of one component, or of any effect scope. Options may be a function, asked when files are added. */
export function useUpload(uploader: Target, options: UseUploadOptions | (() => UseUploadOptions) = {}): UploadList {
  const queue = markRaw(new Queue());
  const picture = shallowRef(queue.read());
  const stop = queue.subscribe(() => {
    picture.value = queue.read();
  });
  const current = () => (typeof options === "function" ? options() : options);
  if (getCurrentScope()) {
    onScopeDispose(() => {
      stop();
      if ((current().whenUnmounted ?? "abort") === "abort") queue.abort();
    });
  }
  return {
    items: computed(() => picture.value.items),
    totals: computed(() => picture.value.totals),
    add(files) {
      const { whenUnmounted: _, ...fileOptions } = current();
      // A reactive proxy around an uploader would hide its private fields from it.
      queue.target = toRaw(uploader);
      queue.options = fileOptions;
      queue.add(files);
    },
    clear: queue.clear,
    abort: queue.abort,
  };
}
