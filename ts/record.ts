/**
 * A flight recorder: what a session of the core hears, one JSON line each, without secrets. What went out follows from it;
 * `cargo test --test replay` plays it back.
 */

/** Stands between an uploader and its core. */
export type Recorder = <Session extends object>(session: Session, options: string, seed: number) => Session;

/** The session, with every nudge told to `sink` before it is obeyed. @internal */
export function record<Session extends object>(
  session: Session,
  options: string,
  seed: number,
  sink: (line: string) => void,
): Session {
  const veil = new Veil();
  sink(JSON.stringify(["new", options, seed]));
  return new Proxy(session, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function" || typeof name !== "string") return method;
      if (SILENT.has(name)) return method.bind(target);
      return (...args: unknown[]) => {
        const told = name === "credential" ? [...args.slice(0, 3), veil.draw(args[3])] : args.map(veil.cover);
        sink(JSON.stringify(name === "nudge" ? told : [name, ...told]));
        return method.apply(target, args);
      };
    },
  });
}

/** Puts the same word in the place of the same secret, so that a set that comes again is seen to come again. */
class Veil {
  readonly #words = new Map<string, string>();

  /** An answer of the app server: its shape and its times, and no other text of it. */
  draw(text: unknown): string {
    const json = parsed(text);
    return json === undefined ? "<" : JSON.stringify(this.#hidden(json, ""));
  }

  /** Anything heard later: a refusal may repeat what was signed, token and all. */
  readonly cover = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    let text = value;
    for (const [secret, word] of this.#words) {
      text = text.replaceAll(secret, word).replaceAll(encodeURIComponent(secret), word);
    }
    return text;
  };

  #hidden(json: unknown, name: string): unknown {
    if (typeof json === "string") return this.#word(json, name);
    if (Array.isArray(json)) return json.map((item) => this.#hidden(item, name));
    if (typeof json !== "object" || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, this.#hidden(value, key)]));
  }

  #word(text: string, name: string): string {
    const inside = text.trimStart().startsWith("{") ? parsed(text) : undefined;
    if (inside !== undefined) return JSON.stringify(this.#hidden(inside, name));
    if (!SECRET.test(name)) return PLAIN.test(text) ? text : "…";
    const word = this.#words.get(text) ?? `veiled-${this.#words.size + 1}`;
    if (text) this.#words.set(text, word);
    return text && word;
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** What changes nothing in the session. */
const SILENT = new Set(["poll", "deadline", "free"]);
/** Members that hold an id, a secret or a token, however they are spelled. */
const SECRET = /id$|key|secret|token|^[as]k$/i;
/** Numbers, dates and short words such as "OK": what the reading of an answer turns on. */
const PLAIN = /^(\d[\dT:.Z+-]*|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|\w{0,8})$/;
