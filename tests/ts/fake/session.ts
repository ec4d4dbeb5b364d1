/** A core of wood: it says what the test wrote, and writes down what it hears. */
import type { Command, Session } from "../../../ts/wire.ts";

/** Every nudge is noted as `name argument …`; `script` says what follows from it. */
export function woodenSession(script: (nudge: string) => Command[], heard: string[]): Session {
  const waiting: Command[] = [];
  const nudge =
    (name: string) =>
    (...details: unknown[]) => {
      const line = (name === "nudge" ? details : [name, ...details]).join(" ").trimEnd();
      heard.push(line);
      waiting.push(...script(line));
    };
  const own = {
    tick: () => {},
    poll: () => {
      heard.push("poll");
      return JSON.stringify(waiting.shift());
    },
    deadline: () => undefined,
    wipe: () => heard.push("wipe"),
    free: () => heard.push("free"),
  };
  return new Proxy(own, {
    get: (_, name: keyof typeof own | "then") => {
      // Or else a promise would take it for one of its kind.
      if (name === "then") return undefined;
      return own[name] ?? nudge(name);
    },
  }) as unknown as Session;
}
