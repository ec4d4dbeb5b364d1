// @ts-check
/** Serves a folder as a plain web server does, with the headers a test asks for. */
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { listening } from "./desk.mjs";

/**
 * @param {string} folder
 * @param {Record<string, string>} [headers] of every answer
 */
export function serveFolder(folder, headers = {}) {
  return listening(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://page").pathname);
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    try {
      const bytes = await readFile(file);
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers }).end(bytes);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
}

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
