/**
 * Everything that a page can reach from what it holds, and every place in it where a word stands.
 *
 * What it cannot see, as no script of the page can: variables of closures, private members, what a proxy stands for, the
 * content of Blobs, promises that are not settled, and the memory of an instance that nobody hands out.
 */

/** The paths under which one of the words stands: plain, percent-encoded, in base64, or in bytes as UTF-8 or UTF-16. */
export async function findWords(holding: Record<string, unknown>, words: string[]): Promise<string[]> {
  const spellings = words.flatMap(spelled);
  const found: string[] = [];
  const seen = new Set<object>();
  const waiting = Object.entries(holding);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, value] = next;
    if (typeof value === "string" || typeof value === "symbol") {
      if (spellings.some((word) => String(value).includes(word))) found.push(path);
    } else if (isObject(value) && !seen.has(value)) {
      seen.add(value);
      const bytes = bytesOf(value);
      if (bytes && spellings.some((word) => stands(bytes, word))) found.push(path);
      else if (!bytes) waiting.push(...(await insides(value)).map(([name, inside]) => inner(path, name, inside)));
    }
  }
  return found;
}

type Inside = [name: string, value: unknown];

function inner(path: string, name: string, value: unknown): Inside {
  return [`${path}.${name}`, value];
}

/** What one step leads to. */
async function insides(value: object): Promise<Inside[]> {
  const prototype: unknown = Object.getPrototypeOf(value);
  const own = Reflect.ownKeys(value).flatMap((key) => [["name", key] as Inside, ...member(value, value, key)]);
  const inherited = [...line(prototype)].flatMap((holder) =>
    Reflect.ownKeys(holder).flatMap((key) => (isGetter(holder, key) ? member(value, holder, key) : [])),
  );
  return [...own, ...inherited, ["prototype", prototype], ...items(value), ...(await settled(value))];
}

function* line(prototype: unknown): Generator<object> {
  for (let each = prototype; isObject(each); each = Object.getPrototypeOf(each)) yield each;
}

function isGetter(holder: object, key: PropertyKey): boolean {
  return key !== "__proto__" && Reflect.getOwnPropertyDescriptor(holder, key)?.get !== undefined;
}

/** Getters are called; one that throws leads nowhere. */
function member(value: object, holder: object, key: PropertyKey): Inside[] {
  try {
    const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
    return [[String(key), descriptor?.get ? descriptor.get.call(value) : descriptor?.value]];
  } catch {
    return [];
  }
}

function items(value: object): Inside[] {
  if (value instanceof WeakRef) return [["deref", value.deref()]];
  if (!COLLECTIONS.some((kind) => value instanceof kind)) return [];
  try {
    return [...(value as Iterable<unknown>)].map((item, index) => [`[${index}]`, item]);
  } catch {
    // A prototype of its own kind.
    return [];
  }
}

async function settled(value: object): Promise<Inside[]> {
  if (!(value instanceof Promise)) return [];
  const pending = Symbol();
  const outcome: unknown = await Promise.race([value, Promise.resolve(pending)]).catch((reason: unknown) => reason);
  return outcome === pending ? [] : [["settled", outcome]];
}

function bytesOf(value: object): Buffer | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer);
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? Buffer.from(value) : undefined;
}

function stands(bytes: Buffer, word: string): boolean {
  return bytes.includes(word, 0, "utf8") || bytes.includes(word, 0, "utf16le");
}

function spelled(word: string): string[] {
  return [word, encodeURIComponent(word), Buffer.from(word).toString("base64").replace(/=+$/, "")];
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

const COLLECTIONS = [Map, Set, Headers, FormData, URLSearchParams];
