// @ts-check
// Serves the demo page under a strict Content-Security-Policy.

import { serveStatic } from "@hono/node-server/serve-static";
import { secureHeaders } from "hono/secure-headers";

/** Headers for every answer, the page's and the API's. */
export function guarded() {
  return secureHeaders({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      workerSrc: ["'self'", "blob:"],
      connectSrc: ["*"],
      imgSrc: ["'self'", "data:", "blob:"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  });
}

/** @param {string} folder */
export function pageFrom(folder) {
  const files = serveStatic({ root: folder });
  /** @type {import("hono").MiddlewareHandler} */
  return (c, next) => {
    c.header("Cache-Control", "no-cache");
    return files(c, next);
  };
}
