/** The public shapes: what the caller gives and gets. */

import type { ExistsHook } from "./exists.ts";
import type { Locale } from "./hints.ts";
import type { Recorder } from "./record.ts";

export type { Diagnosis, DiagnosisCheck } from "./diagnose.ts";
export type { ContentDigest, Existing, ExistsHook } from "./exists.ts";

/** Alibaba OSS, Baidu BOS, Tencent COS. */
export type Provider = "oss" | "bos" | "cos";

/** Where a bucket is. */
export interface BucketOptions {
  provider: Provider;
  /** The bucket's name; COS: with the appid, `photos-1250000000`. */
  bucket: string;
  /** `cn-hangzhou` (also `oss-cn-hangzhou`), `bj`, `ap-guangzhou`. */
  region: string;
  /** An origin instead of the cloud's own: `https://img.example.com`, `http://127.0.0.1:9000`. */
  endpoint?: string;
  /** How bucket and endpoint make the URL. Default `virtual`; `path` where the endpoint is an IP address. */
  addressing?: "virtual" | "path" | "cname";
  /** OSS only. Default `v4`. */
  signature?: "v4" | "v1";
}

/** A temporary credential. */
export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  sessionToken: string;
  /** When it ends: ms since the epoch, server time. */
  expiration?: number;
  /** When it began: ms, server time. Opens COS's signing window; it is no clock. */
  startTime?: number;
  /** The app server's clock as it answered, ms. */
  serverTime?: number;
}

/** Why a credential is asked for. */
export type CredentialReason = "first" | "renew" | "refused";

/** What a credential function is told. */
export interface CredentialContext {
  provider: Provider;
  bucket: string;
  /** `refused`: the cloud refused the last set; do not answer with it again. */
  reason: CredentialReason;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
}

/** A credentials URL with the request to make. */
export interface CredentialRequest {
  url: string | URL;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  withCredentials?: boolean;
}

/**
 * Where credentials come from: an app-server URL that answers JSON, a request, a function that returns whatever the
 * app server returned, or one static set that is never refreshed.
 */
export type CredentialSource =
  | string
  | URL
  | CredentialRequest
  | ((context: CredentialContext) => Promise<unknown> | unknown)
  | Credentials;

/** A place for checkpoints: plain JSON values under text ids. */
export interface CheckpointStore {
  get(id: string): Promise<unknown>;
  put(id: string, value: unknown): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  list(): Promise<readonly unknown[]>;
}

/** What to verify with. */
export type Checksum = "crc64" | "md5" | "none";

/** What an {@link Uploader} needs to know. */
export interface UploaderOptions extends BucketOptions {
  credentials: CredentialSource;
  /** Requests in flight for the whole bucket, 1 to 64; by default 2 to 6, as many as carry the most by measure. */
  concurrency?: number;
  /** Bytes; default chosen per file, and by the speed measured on files before. */
  partSize?: number;
  /** Default `crc64`: every part and the whole object verified against the cloud's own figure. */
  checksum?: Checksum;
  /** Default `indexeddb` in browsers. */
  checkpoints?: "indexeddb" | "none" | CheckpointStore;
  /** Whose checkpoints these are, such as a user id. */
  scope?: string;
  /** ms to go on trying through outages before an upload fails; default 600,000. */
  patience?: number;
  /** bytes/s, by the clouds' own traffic-limit headers where they exist. */
  trafficLimit?: number;
  /** Language of messages and hints; default from `navigator.language`. */
  locale?: Locale;
  /** Gets one readable line per decision, never a secret. */
  debug?: (line: string) => void;
  /** Writes down what the core hears, to be played back: `recorder` of `trebucket/recorder`. */
  recorder?: Recorder;
}

/** What can be uploaded. */
export type Source = Blob | FileSystemFileHandle | ArrayBuffer | ArrayBufferView | string | ReadableStream<Uint8Array>;

/** A server that the cloud calls once the object is stored. */
export interface UploadCallback {
  /** One, or several tried in order. */
  url: string | string[];
  body?: string;
  bodyType?: string;
  vars?: Record<string, string>;
}

/** What to write, and how. */
export interface UploadOptions {
  /** The object's key, or a function of the credential answer (for prefixes that the app server chooses). */
  key: string | ((context: { credentials: unknown }) => string | Promise<string>);
  contentType?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  /** Values beyond ASCII are percent-encoded. */
  metadata?: Record<string, string>;
  acl?: string;
  storageClass?: string;
  tagging?: Record<string, string>;
  /** Fail with `conflict` instead of replacing an object. */
  forbidOverwrite?: boolean;
  callback?: UploadCallback;
  /** Anything else, signed as given. */
  headers?: Record<string, string>;
  mode?: "auto" | "put" | "post" | "multipart";
  /**
   * Instant upload: called with the file's digest, which a worker of its own computes while the first parts fly. If it
   * answers with an object, nothing more is sent, the multipart is aborted, and `done()` resolves with `existed: true`
   * once the cloud is clean: 2 s later where parts were cut on their way, for these may still land. If it says no or
   * throws, the upload goes on. A file of a single request waits for it, 10 s at most; streams are not asked about.
   */
  exists?: ExistsHook;
  /** Higher goes first; default 0. */
  priority?: number;
  /** Aborts the upload. */
  signal?: AbortSignal;
  partSize?: number;
  checksum?: Checksum;
  onProgress?: (progress: Progress) => void;
}

/** How far an upload is. */
export interface Progress {
  /** Bytes; never fewer than before. */
  readonly sent: number;
  /** Bytes; `undefined` while a stream's length is unknown. */
  readonly total: number | undefined;
  /** 0 to 1. */
  readonly fraction: number;
  /** bytes/s, of the last seconds. */
  readonly speed: number;
  /** Seconds to go; `undefined` while nobody can tell. */
  readonly eta: number | undefined;
}

/** Where an upload is in its life. */
export type UploadState = "queued" | "running" | "paused" | "done" | "failed" | "aborted";

/** What happens to an upload, and what a listener gets. */
export interface UploadEvents {
  progress: (progress: Progress) => void;
  state: (state: UploadState) => void;
  part: (part: { partNumber: number; size: number }) => void;
  retry: (retry: { code: string; attempt: number; delay: number }) => void;
  credentials: (credentials: { reason: CredentialReason }) => void;
}

/** The parts of an upload, by number from 1. */
export interface Parts {
  /** How many; 0 until the file is cut. */
  readonly total: number;
  /** Bytes in each but the last. */
  readonly size: number;
  readonly done: ReadonlySet<number>;
  readonly flying: ReadonlySet<number>;
}

/** One upload, from the moment it is asked for. */
export interface Upload {
  /** `undefined` until a key function has answered. */
  readonly key: string | undefined;
  readonly size: number | undefined;
  readonly state: UploadState;
  readonly progress: Progress;
  readonly parts: Parts;
  pause(): void;
  resume(): void;
  /** A failed upload goes on from the parts that are home; `done()` gives a new promise. */
  retry(): void;
  /** Requests are cut and the multipart is aborted on the cloud; resolves when that is finished. */
  abort(reason?: unknown): Promise<void>;
  /** Rejects with an `UploadError`. Nobody has to call it. */
  done(): Promise<UploadResult>;
  /** Returns its own undo. */
  on<E extends keyof UploadEvents>(event: E, listener: UploadEvents[E]): () => void;
}

/** What was stored. */
export interface UploadResult {
  key: string;
  /** The object's URL, unsigned. */
  url: string;
  /** Without quotes; empty where the bucket's CORS rule hides it. */
  etag: string;
  size: number;
  /** CRC-64/XZ, unsigned decimal. */
  crc64?: string;
  /** The cloud's figure for the whole object matched ours. */
  verified: boolean;
  parts: number;
  /** Parts of an earlier attempt were used. */
  resumed: boolean;
  /** The `exists` hook said that the bytes are there: nothing was stored. */
  existed?: boolean;
  versionId?: string;
  requestId?: string;
  /** The callback server's answer. */
  callback?: { status: number; body: string };
}

/** A signed request of the caller's own. */
export interface FetchOptions {
  method?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Blob | BufferSource | string;
  signal?: AbortSignal;
}

/** Which bytes to fetch, and who watches. */
export interface DownloadOptions {
  /** First and last byte, both included, as in an HTTP `Range`: `[0, 99]` are the first hundred. */
  range?: [first: number, last: number];
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** A URL for whoever holds it. */
export interface PresignOptions extends Omit<FetchOptions, "body" | "signal"> {
  /** Seconds. */
  expiresIn?: number;
}

/** What a form upload may do. */
export interface PostFormOptions {
  key?: string;
  keyPrefix?: string;
  maxBytes?: number;
  /** Seconds. */
  expiresIn?: number;
  fields?: Record<string, string>;
}

/** A signed form; append `file` last. */
export interface PostForm {
  url: string;
  fields: Record<string, string>;
}

/** The life of the credential in use; times are ms of `Date.now()`. */
export interface CredentialLife {
  /** When it came. */
  arrived: number;
  /** When it will be renewed; `undefined` if never. */
  renews: number | undefined;
  /** When it ends, by what is known of it. */
  expires: number;
  /** Counts the sets, from 1. */
  generation: number;
}

/** An interrupted upload that this origin knows of. */
export interface ResumableUpload {
  readonly key: string;
  readonly size: number;
  /** Bytes that are home. */
  readonly sent: number;
  /** When it was last written down, ms of `Date.now()`. */
  readonly when: number;
  /** Goes on; without a file only where the browser kept a handle to it. Headers that may be keys were not kept. */
  resume(file?: Blob | FileSystemFileHandle, given?: { headers?: Record<string, string> }): Upload;
  /** Aborts the multipart on the cloud and forgets it. */
  discard(): Promise<void>;
}
