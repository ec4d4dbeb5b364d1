// @ts-check
// The policies that the documentation prints are those that the app server sends.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { bosAccessControlList, camPolicy, ramPolicy } from "../../www/server/policy.mjs";

const text = await readFile(new URL("../../docs/app-server.md", import.meta.url), "utf8");
const printed = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = ""]) => JSON.parse(json));
const place = { bucket: "photos", prefix: "users/" };

test("the documented RAM, CAM and BOS policies are the app server's own", () => {
  const cam = camPolicy({ bucket: "photos-1250000000", region: "ap-guangzhou", prefix: "users/" });
  for (const sent of [ramPolicy(place), cam, { accessControlList: bosAccessControlList(place) }]) {
    const same = printed.filter((one) => JSON.stringify(one) === JSON.stringify(sent));
    assert.equal(same.length, 1, JSON.stringify(sent));
  }
});

test("every variable that the app server reads is documented", async () => {
  const source = await readFile(new URL("../../www/server/clouds.mjs", import.meta.url), "utf8");
  const variables = source.match(/"[A-Z]+_[A-Z_]+"/g) ?? [];
  assert.ok(variables.length > 15);
  for (const variable of variables) assert.ok(text.includes(variable.slice(1, -1)), variable);
});
