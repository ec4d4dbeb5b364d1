/** What an uploader is given: the real world and the real core, or a test's. */

import { browser } from "./browser.ts";
import { core, resetCore } from "./core.ts";
import { told, type Voice } from "./errors.ts";
import type { Session } from "./wire.ts";
import type { AskAppServer, World } from "./world.ts";

/** Everything an uploader reaches for. */
export interface Outside {
  world: World;
  openSession(options: string, seed: number, voice: Voice): Promise<Session>;
  askAppServer: AskAppServer;
  /** The core panicked: the next session gets a fresh one. */
  reset(): void;
}

/** The browser, and the one core of this page. */
export const outside: Outside = {
  world: browser,
  async openSession(options, seed, voice) {
    const { Session } = await seam();
    try {
      return new Session(options, seed);
    } catch (thrown) {
      throw typeof thrown === "string" ? told(JSON.parse(thrown), voice) : thrown;
    }
  },
  async askAppServer({ url, method = "GET", headers = {}, body, withCredentials = false }, signal) {
    const { askAppServer } = await seam();
    const credentials = withCredentials ? "include" : "same-origin";
    // Past every cache, for cached credentials die unseen.
    const init = {
      method: method.toUpperCase(),
      headers,
      body: body ?? null,
      credentials,
      cache: "no-store",
      signal,
    } as const;
    const [status, date, text] = await askAppServer(new Request(url, init));
    return { status, date, text };
  },
  reset: resetCore,
};

/** What `src/browser/session.rs` and `src/browser/credential.rs` export. */
interface Seam {
  Session: new (options: string, seed: number) => Session;
  askAppServer(request: Request): Promise<[status: number, date: string, text: string]>;
}

function seam(): Promise<Seam> {
  return core() as Promise<unknown> as Promise<Seam>;
}
