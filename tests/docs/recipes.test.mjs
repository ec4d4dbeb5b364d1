// @ts-check
/** The app servers that the documents show, run: each gives sets that open one user's keys alone, keeps them, and drops them when refused. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../../scripts/run.mjs";
import { blocks } from "./documents.mjs";
import { python } from "./python.mjs";
import { checked, environment, judged, openSts, PROVIDERS, servesAll, serving } from "./serving.mjs";

const FOLDER = join(ROOT, ".cache/docs-run");
/** @type {import("./serving.mjs").Sts} */
let sts;

before(async () => {
  mkdirSync(FOLDER, { recursive: true });
  sts = await openSts();
});
after(() => sts.close());

test("the app server of the README gives a set for one user's prefix on OSS", async () => {
  await nodeServing("README.md", async (ask) => {
    const given = await judged("oss", await ask("/"));
    assert.equal(given.keyPrefix, "users/ann/");
  });
});

test("the app server in Node serves the three clouds, keeps a set, and drops one that was refused", async () => {
  await nodeServing("docs/app-servers.md", servesAll);
});

test("the app server in Python does the same", async () => {
  const interpreter = await python();
  const [block] = blocks("docs/app-servers.md").filter(({ language }) => language === "python");
  writeFileSync(join(FOLDER, "recipe.py"), `${block?.text}${DRIVER}`);
  for (const provider of PROVIDERS) {
    const { port } = new URL(sts.cos.endpoint);
    const env = { ...environment(sts), COS_STS_ENDPOINT: "http://127.0.0.1", COS_STS_PORT: port };
    const options = { env, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(interpreter, [join(FOLDER, "recipe.py"), provider], options);
    const sets = await Promise.all(JSON.parse(stdout).map((/** @type {unknown} */ set) => checked(provider, set)));
    const [first, again, other] = sets.map(({ accessKeyId }) => accessKeyId);
    assert.equal(again, first);
    assert.notEqual(other, first);
  }
});

/**
 * @param {string} file whose first JavaScript block is an app server
 * @param {(ask: (path: string) => Promise<Response>) => Promise<void>} work
 */
async function nodeServing(file, work) {
  const [block] = blocks(file).filter(({ language }) => language === "js");
  const script = join(FOLDER, `${file.replaceAll(/\W+/g, "-")}.mjs`);
  writeFileSync(script, block?.text ?? "");
  await serving(sts, () => [process.execPath, script], work);
}

/**
 * Asks three times. STS of OSS takes two signatures, of which the local one knows the older; Tencent's SDK signs a port
 * with the host, which no real STS has: so it is put in afterwards.
 */
const DRIVER = `
import functools, sys
from requests import Session
Config = functools.partial(Config, signature_algorithm="v2")
send = Session.send
def ported(session, request, **more):
    request.url = request.url.replace("127.0.0.1/", "127.0.0.1:" + env["COS_STS_PORT"] + "/")
    return send(session, request, **more)
Session.send = ported
provider = sys.argv[1]
first = answer(provider, "ann")
again = answer(provider, "ann")
name = next(name for name in first if name.lower().endswith(("accesskeyid", "secretid")))
print(json.dumps([first, again, answer(provider, "ann", first[name])]))
`;
