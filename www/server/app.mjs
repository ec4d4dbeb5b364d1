// @ts-check
// The routes of the app server: sign in, say which clouds there are, hand out credentials for the user's own keys, serve the page.

import { Hono } from "hono";
import { PROVIDERS, placeOf } from "./clouds.mjs";
import { Desk } from "./desk.mjs";
import { guarded, pageFrom } from "./page.mjs";
import { nameOf, prefixOf, Sessions, SIGNED_OUT } from "./session.mjs";

/** @typedef {import("./clouds.mjs").Provider} Provider */
/**
 * @typedef {object} Options
 * @property {Record<Provider, import("./clouds.mjs").Cloud>} clouds
 * @property {number} seconds  life of a set
 * @property {string} folder  the built page
 * @property {() => number} now
 * @property {boolean} trouble  may tests make it misbehave?
 * @property {(line: string) => void} log
 */

export function appOf(/** @type {Options} */ options) {
  const app = new Hono();
  const sessions = new Sessions();
  const desk = new Desk(sessions, options);
  app.use(guarded());
  app.use(loopbackOnly());
  app.post("/login", (c) => login(c, sessions));
  app.get("/config", (c) => config(c, sessions, options));
  app.post("/sts", (c) => desk.serve(c));
  if (options.trouble) app.post("/__trouble", async (c) => desk.trouble(c, await jsonOf(c)));
  app.get("/", async (c, next) => {
    if (!(await sessions.user(c))) await sessions.signIn(c);
    return next();
  });
  app.get("*", pageFrom(options.folder));
  app.notFound((c) =>
    c.json({ error: "not-found", hint: "There is no such page. Was it built? Try npm run build." }, 404),
  );
  app.onError((problem, c) => {
    options.log(`failed: ${c.req.path}: ${problem.name} ${placeOfFailure(problem)}`);
    return c.json({ error: "internal", hint: "The app server failed. Its log says where." }, 500);
  });
  return app;
}

/** Only this machine is served, by whatever name a foreign page may reach it. @returns {import("hono").MiddlewareHandler} */
function loopbackOnly() {
  return async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (/^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return next();
    return c.json({ error: "host", hint: "Open the page as http://127.0.0.1 or http://localhost." }, 421);
  };
}

/** @param {import("hono").Context} c @param {Sessions} sessions */
async function login(c, sessions) {
  const { name } = await jsonOf(c);
  const user = name === undefined ? undefined : nameOf(name);
  if (name !== undefined && !user) {
    const hint = "A name has 2 to 31 letters, digits, - or _, and begins with a letter or digit.";
    return c.json({ error: "name", hint }, 400);
  }
  const signedIn = await sessions.signIn(c, user);
  return c.json({ user: signedIn, keyPrefix: prefixOf(signedIn) });
}

/** @param {import("hono").Context} c @param {Sessions} sessions @param {Options} options */
async function config(c, sessions, { clouds }) {
  const user = await sessions.user(c);
  if (!user) return c.json(SIGNED_OUT, 401);
  const places = PROVIDERS.map((provider) => [
    provider,
    { ...placeOf(clouds[provider]), local: clouds[provider].local },
  ]);
  c.header("Cache-Control", "no-store");
  return c.json({ user, keyPrefix: prefixOf(user), clouds: Object.fromEntries(places) });
}

/** Where, and not what: a message may quote what it failed on. */
function placeOfFailure(/** @type {Error} */ { stack = "" }) {
  return (
    stack
      .split("\n")
      .find((line) => /^\s+at /.test(line))
      ?.trim() ?? ""
  );
}

/** An absent or unreadable body is an empty one. @param {import("hono").Context} c @returns {Promise<Record<string, unknown>>} */
async function jsonOf(c) {
  const body = await c.req.json().catch(() => ({}));
  return body !== null && typeof body === "object" ? body : {};
}
