/** A flight recorder for an uploader: `new Uploader({ ..., recorder: recorder(console.log) })`. */

import { type Recorder, record } from "../record.ts";

export type { Recorder } from "../record.ts";

/**
 * Tells `sink` whatever the core hears, one JSON line each, without ids, secrets and tokens; `cargo test --test replay`
 * plays it back. Recordings name keys, sizes and answers: they are for those who may know them.
 */
export function recorder(sink: (line: string) => void): Recorder {
  return (session, options, seed) => record(session, options, seed, sink);
}
