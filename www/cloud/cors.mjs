// @ts-check
// Cross-origin rules as the clouds apply them: the first rule that matches decides, later ones are never looked at.

/** @typedef {{ origins: string[], methods: string[], headers: string[], expose: string[], maxAge: number }} Rule  one `*` a pattern; expose has no wildcard */

/**
 * The headers that let a page read the answer; undefined when no rule matches.
 * @param {Rule[]} rules
 * @param {{ origin: string, method: string, wants?: string[] }} asked  wants: what a preflight asks to send
 * @returns {Record<string, string> | undefined}
 */
export function allowed(rules, { origin, method, wants = [] }) {
  const rule = rules.find(
    (one) =>
      one.origins.some((pattern) => matches(pattern, origin)) &&
      one.methods.includes(method) &&
      wants.every((name) => one.headers.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (!rule) return undefined;
  return {
    "Access-Control-Allow-Origin": rule.origins.includes("*") ? "*" : origin,
    "Access-Control-Allow-Methods": rule.methods.join(", "),
    ...(wants.length > 0 ? { "Access-Control-Allow-Headers": wants.join(", ") } : {}),
    ...(rule.expose.length > 0 ? { "Access-Control-Expose-Headers": rule.expose.join(", ") } : {}),
    "Access-Control-Max-Age": String(rule.maxAge),
    Vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  };
}

/** What an OPTIONS request asks; undefined when it is no preflight. @param {Record<string, string>} headers */
export function readPreflight(headers) {
  const { origin, "access-control-request-method": method } = headers;
  if (!origin || !method) return undefined;
  const wants = (headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  return { origin, method, wants: wants.filter((name) => name !== "") };
}

/** @param {string[]} expose @returns {Rule[]} */
export function openRules(expose) {
  return [{ origins: ["*"], methods: ["GET", "HEAD", "PUT", "POST", "DELETE"], headers: ["*"], expose, maxAge: 600 }];
}

function matches(/** @type {string} */ pattern, /** @type {string} */ text) {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
