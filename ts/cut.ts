/** A range of a blob: sliced where it is read, for the browser takes its time over a slice. */

/** Ranges of one blob that follow each other are read in one go. */
export interface Cut {
  whole: Blob;
  start: number;
  end: number;
}

/** Tells one blob from another for a worker, to whom each message brings a copy. */
export function nameOf(blob: Blob): number {
  const name = names.get(blob) ?? ++last;
  names.set(blob, name);
  return name;
}

/** The bytes themselves. Small files by the thousand go as they are. */
export function sliced({ whole, start, end }: Cut, type = ""): Blob {
  return start === 0 && end === whole.size && whole.type === type ? whole : whole.slice(start, end, type);
}

/**
 * All of a range at once. Where a file was cut, WebKit's `arrayBuffer()` fills up with zeros what a Response tells as
 * missing, but takes longer for: what ends in a zero is read again.
 */
export async function bytes(cut: Cut): Promise<Uint8Array<ArrayBuffer>> {
  const range = sliced(cut, cut.whole.type);
  const read = new Uint8Array(await range.arrayBuffer());
  return read.at(-1) === 0 ? new Uint8Array(await new Response(range).arrayBuffer()) : read;
}

let last = 0;
const names = new WeakMap<Blob, number>();
