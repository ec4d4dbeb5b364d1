// @ts-check
/** The app server of a cell: serves the page, hands out credentials as ordered, answers callbacks, and misbehaves when told. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { ROOT } from "../../scripts/run.mjs";

/** @typedef {"down" | "hang" | "html" | "envelope" | "empty" | number} Trouble  a number: that status */
/**
 * @typedef {object} Terms  what the next sets are like
 * @property {number} seconds
 * @property {string[]} [operations]  all that the sets may do; default: everything
 * @property {boolean} bare  neither serverTime nor a Date in the answer
 * @property {boolean} kept  the same set again until half its life is over or it was refused
 * @property {boolean} stubborn  and even then
 */

export class Desk {
  /** @type {Terms} */
  terms = { seconds: 3600, bare: false, kept: false, stubborn: false };
  /** @type {{ trouble: Trouble, times: number }} */
  #next = { trouble: 200, times: 0 };
  asked = 0;
  refused = 0;
  called = 0;
  /** What the callback server answers. */
  callback = { status: 200, body: '{"taken":true}' };
  /** @type {object | undefined} */
  #kept;
  #half = 0;
  #context;
  #server;
  #port = 0;

  /**
   * @param {object} context
   * @param {any} context.cloud
   * @param {import("../../www/cloud/sts/policy.mjs").Provider} context.provider
   * @param {() => number} context.now
   */
  constructor(context) {
    this.#context = context;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async start() {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
  }

  async stop() {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** @param {Partial<Terms>} terms */
  offers(terms) {
    this.terms = { ...this.terms, ...terms };
  }

  /** @param {Trouble} trouble @param {number} times */
  trouble(trouble, times = Number.POSITIVE_INFINITY) {
    this.#next = { trouble, times };
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://desk");
    response.sendDate = !this.terms.bare;
    response.setHeader("Cache-Control", "no-store");
    if (pathname === "/sts") return this.#credentials(response, searchParams.has("refused"));
    if (pathname === "/place") return json(response, this.#place());
    if (pathname === "/called") return this.#call(request, response);
    const file = FILES[pathname];
    if (!file) return void response.writeHead(404).end();
    const policy = POLICIES[pathname] ?? POLICY;
    if (!pathname.startsWith("/peer")) response.setHeader("Content-Security-Policy", policy);
    response.writeHead(200, { "Content-Type": file.endsWith(".html") ? "text/html" : "text/javascript" });
    response.end(readFileSync(join(ROOT, file)));
  }

  /** @param {import("node:http").ServerResponse} response @param {boolean} refused */
  #credentials(response, refused) {
    this.asked += 1;
    if (refused) this.refused += 1;
    const { trouble } = this.#next;
    this.#next.times -= 1;
    if (this.#next.times < 0) return json(response, this.#set(refused));
    if (trouble === "down") return void response.destroy();
    if (trouble === "hang") return undefined;
    if (trouble === "html") return void response.setHeader("Content-Type", "text/html").end("<p>Sign in</p>");
    if (trouble === "envelope") return json(response, { StatusCode: 500, ErrorMessage: "no set today" });
    if (trouble === "empty") return json(response, {});
    return json(response, { error: "trouble" }, trouble);
  }

  /** @param {boolean} refused */
  #set(refused) {
    const { cloud, provider, now } = this.#context;
    const fresh = this.terms.stubborn || (!refused && now() < this.#half);
    if (this.#kept && this.terms.kept && fresh) return { ...this.#kept, ...this.#time() };
    const { seconds, operations } = this.terms;
    const statements = operations && [{ effect: "allow", operations, resources: ["*"] }];
    const set = cloud.accounts.issue(provider, { seconds, statements });
    this.#half = now() + (seconds * 1000) / 2;
    this.#kept = {
      accessKeyId: set.id,
      accessKeySecret: set.secret,
      sessionToken: set.token,
      startTime: set.startTime,
      expiration: set.expiration,
    };
    return { ...this.#kept, ...this.#time() };
  }

  #time() {
    return this.terms.bare ? {} : { serverTime: this.#context.now() };
  }

  #place() {
    const { cloud, provider } = this.#context;
    const { endpoint, bucket, region } = cloud[provider];
    return { provider, endpoint, bucket, region, addressing: "path", locale: "en" };
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async #call(request, response) {
    for await (const _ of request);
    this.called += 1;
    response.writeHead(this.callback.status, { "Content-Type": "application/json" }).end(this.callback.body);
  }
}

/** @param {import("node:http").ServerResponse} response @param {object} content @param {number} status */
function json(response, content, status = 200) {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(content));
}

/** @type {Record<string, string>} */
const FILES = {
  "/": "tests/weather/page/index.html",
  "/blobless": "tests/weather/page/index.html",
  "/wasmless": "tests/weather/page/index.html",
  "/listen.js": "tests/weather/page/listen.js",
  "/weather.js": "tests/weather/page/weather.js",
  "/bytes.js": "tests/weather/page/bytes.js",
  "/index.js": "dist/index.js",
  "/perform.js": "tests/weather/peers/page/perform.js",
  "/peer-oss": "tests/weather/peers/page/oss.html",
  "/peer-bos": "tests/weather/peers/page/bos.html",
  "/peer-cos": "tests/weather/peers/page/cos.html",
  "/peer-oss.js": "tests/weather/peers/page/oss.js",
  "/peer-bos.js": "tests/weather/peers/page/bos.js",
  "/peer-cos.js": "tests/weather/peers/page/cos.js",
  "/oss-sdk.js": "node_modules/ali-oss/dist/aliyun-oss-sdk.min.js",
  "/bos-sdk.js": "node_modules/@baiducloud/sdk/dist/baidubce-sdk.bundle.min.js",
  "/cos-sdk.js": "node_modules/cos-js-sdk-v5/dist/cos-js-sdk-v5.min.js",
};

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src *";
/** @type {Record<string, string>} */
const POLICIES = {
  "/blobless": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src *",
  "/wasmless": "default-src 'self'; script-src 'self'; worker-src blob:; connect-src *",
};
