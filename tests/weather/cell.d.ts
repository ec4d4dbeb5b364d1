// What one cell of the weather matrix is: an upload, the weather it goes through, and how it must end.

import type { Rule } from "../../www/cloud/faults.mjs";
import type { EngineName, Manner } from "./engines.mjs";
import type { Scene } from "./scene.mjs";

export type Provider = "oss" | "bos" | "cos";

/** What the page tells of an upload that ended. */
export interface Outcome {
  state: string;
  result?: {
    key: string;
    size: number;
    verified: boolean;
    parts: number;
    resumed: boolean;
    callback?: { body: string };
  };
  failed?: string;
  message?: string;
  serverCode?: string;
  hint?: string;
  fraction?: number;
  retries: number;
  renewals: number;
  backward: boolean;
}

export interface Cell {
  /** A sentence. */
  name: string;
  /** Bytes; default 2.5 MiB. */
  size?: number;
  /** Default `weather/cell 天气.bin`. */
  key?: string;
  /** Options of the Uploader. */
  uploader?: Record<string, unknown>;
  /** Options of the upload; default three parts of 1 MiB. */
  upload?: Record<string, unknown> & { callback?: object };
  /** Ordered before the upload begins. */
  faults?: Rule[];
  /** Which page: under another policy. */
  page?: "" | "blobless" | "wasmless" | "peer-oss" | "peer-bos" | "peer-cos";
  /** Before the uploader is made. */
  before?: (scene: Scene) => Promise<void> | void;
  /** While the upload runs. It may end it and give its outcome itself. */
  script?: (scene: Scene) => Promise<Outcome | undefined> | Promise<void>;
  /** `stored`, or the error codes of which one must come. */
  ends: "stored" | string[];
  /** What `verified` must be; default true; null: either. */
  verified?: boolean | null;
  /** Whether an object may be there although the upload failed: it must be whole then. Default false. */
  mayBeStored?: boolean;
  /** Engines that hide from the page that a file changed: an object may be there then that is neither file. */
  mixed?: EngineName[];
  /** A multipart may stay, for the reason given. */
  orphan?: string;
  /** Further demands: throws when one is not met. */
  also?: (scene: Scene, outcome: Outcome) => void | Promise<void>;
  /** Default all three. */
  clouds?: Provider[];
  /** Engines that cannot, with the reason. */
  not?: Partial<Record<EngineName, string>>;
  /** Needs a browser of its own, opened in this manner. */
  own?: Manner;
  /** Mostly waits: may run beside others. */
  idle?: boolean;
  /** Part of `npm test`. */
  quick?: boolean;
  /** Seconds after which it counts as hung; default 60. */
  patience?: number;
}

export interface Family {
  title: string;
  cells: Cell[];
}
