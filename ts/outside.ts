/** What an uploader is given: the real world and the real core, or a test's. */

import { browser } from "./browser.ts";
import { core, resetCore } from "./core.ts";
import { told, type Voice } from "./errors.ts";
import type { Failure, Session } from "./wire.ts";
import type { AppServerAnswer, AskAppServer, World } from "./world.ts";

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
      throw isFailure(thrown) ? told(thrown, voice) : thrown;
    }
  },
  async askAppServer({ url, method = "GET", headers = {}, body, withCredentials = false }, signal) {
    const { askAppServer } = await seam();
    return askAppServer(String(url), method, new Headers(headers), body, withCredentials, signal);
  },
  reset: resetCore,
};

/** What `src/browser/session.rs` and `src/browser/credential.rs` export. */
interface Seam {
  Session: new (options: string, seed: number) => Session;
  askAppServer(
    url: string,
    method: string,
    headers: Headers,
    body: string | undefined,
    withCredentials: boolean,
    signal: AbortSignal,
  ): Promise<AppServerAnswer>;
}

function seam(): Promise<Seam> {
  return core() as Promise<unknown> as Promise<Seam>;
}

/** The core throws plain values. */
function isFailure(thrown: unknown): thrown is Failure {
  return (
    typeof thrown === "object" && thrown !== null && "code" in thrown && "hint" in thrown && !(thrown instanceof Error)
  );
}
