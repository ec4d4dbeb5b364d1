/** What survives a reload: the checkpoints of uploads, under ids made from scope, bucket, key and file. */

import type { LiveUpload } from "./upload.ts";

/** Keeps the checkpoints of one uploader. */
export interface Memory {
  /** Waits until no other tab owns this upload; resolves to what an earlier attempt left. */
  claim(upload: LiveUpload): Promise<string | undefined>;
  save(upload: LiveUpload, checkpoint: string): void;
  forget(upload: LiveUpload): void;
}

/** Remembers nothing. */
export const oblivion: Memory = {
  claim: async () => undefined,
  save: () => {},
  forget: () => {},
};
