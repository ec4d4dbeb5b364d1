// @ts-check
// The verifiers of the local cloud compute what the official SDKs of three languages computed on the same input.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as bos from "../../www/cloud/verify/bos.mjs";
import * as cos from "../../www/cloud/verify/cos.mjs";
import * as oss from "../../www/cloud/verify/oss.mjs";

test("OSS: headers and URLs, V1 and V4, give the signature of every vector", () => {
  const wanted = ["v1-header", "v4-header", "v1-presign", "v4-presign"];
  const checked = vectors("oss", wanted).map(({ id, input, expected }) => {
    const url = new URL(expected.url ?? "http://none/");
    const query = expected.url ? pairs(url) : Object.entries(input.query).map(([name, value]) => [name, value ?? ""]);
    const headers = lower({
      ...input.headers,
      ...expected.wire_headers,
      ...only("Authorization", expected.authorization),
    });
    const request = {
      method: input.method,
      bucket: input.bucket ?? "",
      key: input.key ?? "",
      query: /** @type {any} */ (query),
      headers,
    };
    const claim = oss.readClaim(request);
    assert.equal(oss.compute(request, claim, input.access_key_secret).signature, expected.signature, id);
    return id;
  });
  assert.ok(checked.length >= 60, String(checked.length));
});

test("OSS: form policies give the signature of every vector", () => {
  const checked = vectors("oss", ["v4-post"]).map(({ id, input, expected }) => {
    const date = new Date(input.date_unix * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
    const claim = {
      version: "v4",
      inQuery: false,
      id: "",
      signature: "",
      region: input.region,
      date,
      additional: [],
      at: 0,
    };
    const { signature } = oss.computeForm(expected.policy_base64, /** @type {any} */ (claim), input.access_key_secret);
    assert.equal(signature, expected.signature, id);
    return id;
  });
  assert.equal(checked.length, 2);
});

test("BOS: headers and URLs give the signature of every vector", () => {
  const checked = vectors("bos", ["header_signature", "full_request", "presign"])
    .filter(({ id }) => !(id in BOS_NOT_HELD))
    .map(({ id, input, expected }) => {
      const query = Object.entries(input.query).map(([name, value]) => [name, value ?? ""]);
      const headers = lower({ ...input.headers, authorization: expected.authorization });
      const path = decodeURIComponent(input.path_encoded ?? input.path);
      const request = { method: input.method, path, query: /** @type {any} */ (query), headers };
      const claim = bos.readClaim(request);
      assert.equal(bos.compute(request, claim, input.sk).signature, claim.signature, id);
      return id;
    });
  assert.ok(checked.length >= 50, String(checked.length));
});

test("BOS: form policies give the signature of every vector", () => {
  const checked = vectors("bos", ["post_policy"]).map(({ id, input, expected }) => {
    assert.equal(bos.computeForm(expected.policy, input.ak, input.sk).signature, expected.signature, id);
    return id;
  });
  assert.equal(checked.length, 2);
});

test("COS: headers and URLs give the signature of every vector, whose texts are those signed", () => {
  const checked = vectors("cos", ["header/", "presign/"])
    .filter(({ id }) => !(id in COS_NOT_HELD))
    .map(({ id, input, expected }) => {
      const headers = lower({
        ...input.headers,
        ...hostOf(input, expected.url),
        authorization: expected.authorization,
      });
      const request = { method: input.method, path: `/${input.key}`, query: input.query, headers };
      const claim = cos.readClaim(request);
      const computed = cos.compute(request, claim, input.secret_key);
      assert.equal(computed.formatString, expected.http_string, id);
      assert.equal(computed.signature, claim.signature, id);
      return id;
    });
  assert.ok(checked.length >= 50, String(checked.length));
});

test("COS: form policies give the signature of every vector, the document's own among them", () => {
  const checked = vectors("cos", ["post-policy"]).map(({ id, input, expected }) => {
    const computed = cos.computeForm(input.policy_text, input.key_time, input.secret_key);
    assert.equal(computed.stringToSign, expected.string_to_sign, id);
    assert.equal(computed.signature, expected.signature ?? expected.form["q-signature"], id);
    return id;
  });
  assert.ok(checked.includes("post-docs"));
});

/** @returns {any[]} */
function vectors(/** @type {string} */ cloud, /** @type {string[]} */ kinds) {
  const file = new URL(`../vectors/${cloud}.json`, import.meta.url);
  /** @type {any[]} */
  const all = JSON.parse(readFileSync(file, "utf8")).vectors;
  return all.filter(({ kind }) =>
    kinds.some((wanted) => kind === wanted || (wanted.endsWith("/") && kind.startsWith(wanted))),
  );
}

/** What a browser or an HTTP library adds by itself. */
function hostOf(/** @type {any} */ { bucket, region, headers }, /** @type {string | undefined} */ url) {
  if (!bucket || headers.Host) return {};
  return { host: url ? new URL(url).host : `${bucket}.cos.${region}.myqcloud.com` };
}

function lower(/** @type {Record<string, string>} */ headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value).trim()]));
}

function only(/** @type {string} */ name, /** @type {string | undefined} */ value) {
  return value === undefined ? {} : { [name]: value };
}

/** @returns {[string, string][]} */
function pairs(/** @type {URL} */ url) {
  return [...url.searchParams];
}

/** Why a vector is no request that the cloud would take. */
const BOS_NOT_HELD = { "h42-expiration-zero": "a validity of nothing is refused" };
const COS_NOT_HELD = { "hdr-query-dup-case": "two names that differ in case only, on which no two SDKs agree" };
