// @ts-check
// The local cloud's keys and the three policy languages they are bound by.

import assert from "node:assert/strict";
import test from "node:test";
import { Accounts } from "../../www/cloud/accounts.mjs";
import { PolicyError, permits, readPolicy } from "../../www/cloud/sts/policy.mjs";

test("an issued set starts on a whole second, lasts as long as asked, and is found after its end", () => {
  let now = 1_700_000_000_900;
  const accounts = new Accounts({ now: () => now });
  const set = accounts.issue("oss", { seconds: 900 });
  assert.equal(set.startTime, 1_700_000_000_000);
  assert.equal(set.expiration, 1_700_000_900_000);
  now += 10_000_000;
  assert.equal(accounts.find(set.id)?.expiration, 1_700_000_900_000);
  assert.equal(accounts.find("nobody"), undefined);
});

test("a revoked set is still found and says that it is revoked", () => {
  const accounts = new Accounts();
  const set = accounts.issue("bos", { seconds: 900 });
  assert.equal(accounts.find(set.id)?.revoked, false);
  accounts.revoke(set.id);
  assert.equal(accounts.find(set.id)?.revoked, true);
});

test("keys look like those of their cloud and are visibly fake", () => {
  const accounts = new Accounts();
  const [oss, bos, cos] = /** @type {const} */ (["oss", "bos", "cos"]).map((cloud) =>
    accounts.issue(cloud, { seconds: 1 }),
  );
  assert.match(oss?.id ?? "", /^STS\.FAKE[A-Za-z0-9]{21}$/);
  assert.match(oss?.token ?? "", /^CAISFAKE\+\/[A-Za-z0-9+/]+==$/);
  assert.match(bos?.id ?? "", /^fa4efa4e[0-9a-f]{24}$/);
  assert.match(bos?.token ?? "", /FAKE\+\/.*=$/);
  assert.match(cos?.id ?? "", /^AKIDFAKE_-/);
  assert.match(cos?.secret ?? "", /^FAKE\+\/[A-Za-z0-9+/]+==$/);
  assert.match(cos?.token ?? "", /^FAKE[A-Za-z0-9_-]+$/);
});

/** @type {[import("../../www/cloud/sts/policy.mjs").Provider, string, unknown][]} */
const policies = [
  ["oss", "photos", ram(["oss:PutObject", "oss:ListParts"], ["acs:oss:*:*:photos/users/ann/*"])],
  [
    "cos",
    "photos-125",
    cam(["name/cos:PutObject", "name/cos:ListParts"], ["qcs::cos:ap-x:uid/125:photos-125/users/ann/*"]),
  ],
  ["bos", "photos", bos(["PutObject", "ListParts"], ["photos/users/ann/*"])],
];

for (const [cloud, bucket, policy] of policies) {
  test(`${cloud}: a policy limits operation, bucket and prefix`, () => {
    const statements = readPolicy(cloud, policy);
    const may = (/** @type {string} */ operation, name = bucket, key = "users/ann/a.txt") =>
      permits(cloud, statements, operation, name, key);
    assert.equal(may("PutObject"), true);
    assert.equal(may("ListParts"), true);
    assert.equal(may("DeleteObject"), false);
    assert.equal(may("AbortMultipartUpload"), false);
    assert.equal(may("PutObject", `x${bucket}`), false);
    assert.equal(may("PutObject", bucket, "users/anna/a.txt"), false);
    assert.equal(may("PutObject", bucket, "users/annx"), false);
    assert.equal(may("ListObjects", bucket, ""), false);
  });
}

test("Deny wins over Allow, in whichever order they stand", () => {
  const allow = { Effect: "Allow", Action: "oss:*", Resource: "*" };
  const deny = { Effect: "Deny", Action: "oss:Delete*", Resource: "acs:oss:*:*:photos/*" };
  for (const Statement of [
    [allow, deny],
    [deny, allow],
  ]) {
    const statements = readPolicy("oss", { Version: "1", Statement });
    assert.equal(permits("oss", statements, "DeleteObject", "photos", "a"), false);
    assert.equal(permits("oss", statements, "DeleteObject", "other", "a"), true);
    assert.equal(permits("oss", statements, "PutObject", "photos", "a"), true);
  }
});

test("RAM's PutObject covers the steps of a multipart upload, and its bucket operations want the bucket itself", () => {
  const statements = readPolicy("oss", ram(["oss:PutObject", "oss:ListMultipartUploads"], ["acs:oss:*:*:photos/*"]));
  for (const operation of ["PostObject", "InitiateMultipartUpload", "UploadPart", "CompleteMultipartUpload"]) {
    assert.equal(permits("oss", statements, operation, "photos", "a"), true, operation);
  }
  assert.equal(permits("oss", statements, "ListMultipartUploads", "photos"), false);
  const wider = readPolicy("oss", ram("oss:ListMultipartUploads", "acs:oss:*:*:photos"));
  assert.equal(permits("oss", wider, "ListMultipartUploads", "photos"), true);
});

test("CAM names every step apart, and holds a listing to the prefix asked for", () => {
  const statements = readPolicy("cos", cam(["cos:PutObject", "cos:GetBucket"], "qcs::cos:*:uid/125:p-125/users/*"));
  assert.equal(permits("cos", statements, "UploadPart", "p-125", "users/a"), false);
  assert.equal(permits("cos", statements, "ListObjects", "p-125", "users/"), true);
  assert.equal(permits("cos", statements, "ListObjects", "p-125", ""), false);
  const older = readPolicy("cos", cam("name/cos:*", "qcs::cos:ap-x:uid/125:prefix//125/p/users/*"));
  assert.equal(permits("cos", older, "UploadPart", "p-125", "users/a"), true);
});

test("BOS's WRITE covers put, multipart, list parts and abort; READ covers get and head", () => {
  const write = readPolicy("bos", bos(["WRITE"], ["b/*"]));
  for (const operation of ["PutObject", "UploadPart", "ListParts", "AbortMultipartUpload"]) {
    assert.equal(permits("bos", write, operation, "b", "k"), true, operation);
  }
  assert.equal(permits("bos", write, "GetObject", "b", "k"), false);
  const read = readPolicy("bos", bos(["READ"], ["b/*"]));
  assert.equal(permits("bos", read, "HeadObject", "b", "k"), true);
  assert.equal(permits("bos", read, "PutObject", "b", "k"), false);
});

test("what the local cloud does not understand is refused and never widens the rights", () => {
  const statement = {
    Effect: "Allow",
    Action: "oss:*",
    Resource: "*",
    Condition: { Bool: { "acs:SecureTransport": "true" } },
  };
  assert.throws(() => readPolicy("oss", { Version: "1", Statement: [statement] }), PolicyError);
  assert.throws(() => readPolicy("oss", ram("oss:*", "arn:aws:s3:::b")), PolicyError);
  assert.throws(() => readPolicy("cos", cam("cos:*", "qcs::cos:ap-x:uid/126:photos-125/*")), PolicyError);
  assert.throws(() => readPolicy("bos", bos(["SING"], ["b/*"])), PolicyError);
  assert.throws(() => readPolicy("oss", "not an object"), PolicyError);
});

test("a dot in a prefix is a dot, and a star reaches over slashes and line ends", () => {
  const statements = readPolicy("bos", bos(["WRITE"], ["b/a.b/*"]));
  assert.equal(permits("bos", statements, "PutObject", "b", "a.b/c/d\ne"), true);
  assert.equal(permits("bos", statements, "PutObject", "b", "axb/c"), false);
});

/** @param {string | string[]} Action @param {string | string[]} Resource */
function ram(Action, Resource) {
  return { Version: "1", Statement: [{ Effect: "Allow", Action, Resource }] };
}

/** @param {string | string[]} action @param {string | string[]} resource */
function cam(action, resource) {
  return { version: "2.0", statement: [{ effect: "allow", action, resource }] };
}

/** @param {string[]} permission @param {string[]} resource */
function bos(permission, resource) {
  return [{ service: "bce:bos", region: "*", effect: "Allow", resource, permission }];
}
