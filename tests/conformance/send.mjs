// @ts-check
// One plain request to the local cloud, under whatever host name its URL has.

import { request } from "node:http";

/**
 * @param {string} endpoint  where it is sent
 * @param {string} url  whose host and path are asked for; the path is not touched
 * @param {{ method?: string, headers?: Record<string, string>, body?: string | Buffer }} [init]
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, body: Buffer, text: string }>}
 */
export function send(endpoint, url, { method = "GET", headers = {}, body = "" } = {}) {
  const [, host = "", path = "/"] = /^https?:\/\/([^/?]+)(.*)$/s.exec(url) ?? [];
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers: { Host: host, ...headers } }, async (reply) => {
      const chunks = [];
      for await (const chunk of reply) chunks.push(chunk);
      const whole = Buffer.concat(chunks);
      resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: whole, text: whole.toString("utf8") });
    });
    asked.once("error", reject);
    asked.end(body);
  });
}
