// @ts-check
// Reads the policy languages of RAM, CAM and BOS into one form, and decides by it: nothing is allowed unless named, and Deny wins.

/** @typedef {"oss" | "bos" | "cos"} Provider */
/** @typedef {{ effect: "allow" | "deny", operations: string[], resources: string[] }} Statement */

/** A policy the cloud cannot read. Its message may be shown to whoever sent the policy. */
export class PolicyError extends Error {}

/**
 * @param {Provider} provider
 * @param {unknown} policy  RAM: `{ Version, Statement }`. CAM: `{ version, statement }`. BOS: the `accessControlList` array.
 * @returns {Statement[]}
 */
export function readPolicy(provider, policy) {
  return READERS[provider](policy);
}

/**
 * @param {Provider} provider
 * @param {Statement[]} statements
 * @param {string} operation  one of `OPERATIONS`
 * @param {string} bucket  COS: with the appid
 * @param {string} key  for an operation on the bucket: the prefix asked for
 */
export function permits(provider, statements, operation, bucket, key = "") {
  const resource = resourceOf(provider, operation, bucket, key);
  const speaking = statements.filter(
    (one) => one.operations.includes(operation) && one.resources.some((pattern) => matches(pattern, resource)),
  );
  return speaking.some((one) => one.effect === "allow") && !speaking.some((one) => one.effect === "deny");
}

/** COS names the prefix in the resource of a listing; RAM and BOS know the bucket alone. */
function resourceOf(/** @type {Provider} */ provider, /** @type {string} */ operation, bucket = "", key = "") {
  if (provider === "cos" || !OF_THE_BUCKET.includes(operation)) return `${bucket}/${key}`;
  return bucket;
}

const READERS = { oss: readRam, cos: readCam, bos: readBos };

/** @param {unknown} policy @returns {Statement[]} */
function readRam(policy) {
  const { Version, Statement } = record(policy);
  if (Version !== "1") throw new PolicyError('Version must be "1".');
  return list(Statement, "Statement").map((entry) => {
    const statement = record(entry);
    refuseUnread(statement, ["Effect", "Action", "Resource"]);
    return {
      effect: effect(statement.Effect),
      operations: operationsOf(texts(statement.Action, "Action"), ramName),
      resources: texts(statement.Resource, "Resource").map(ramResource),
    };
  });
}

/** @param {unknown} policy @returns {Statement[]} */
function readCam(policy) {
  const { version, statement } = record(policy);
  if (version !== "2.0") throw new PolicyError('version must be "2.0".');
  return list(statement, "statement").map((entry) => {
    const one = record(entry);
    refuseUnread(one, ["effect", "action", "resource", "principal"]);
    return {
      effect: effect(one.effect),
      operations: operationsOf(texts(one.action, "action").map(camAction), camName),
      resources: texts(one.resource, "resource").map(camResource),
    };
  });
}

/** @param {unknown} policy @returns {Statement[]} */
function readBos(policy) {
  return list(policy, "accessControlList").map((entry) => {
    const one = record(entry);
    refuseUnread(one, ["eid", "service", "region", "effect", "resource", "permission"]);
    if (one.service !== "bce:bos") throw new PolicyError('service must be "bce:bos".');
    return {
      effect: effect(one.effect),
      operations: texts(one.permission, "permission").flatMap(bosPermission),
      resources: texts(one.resource, "resource"),
    };
  });
}

/** Every operation whose name in the cloud's own language one of the patterns covers. */
function operationsOf(/** @type {string[]} */ patterns, /** @type {(operation: string) => string} */ nameOf) {
  return OPERATIONS.filter((operation) => patterns.some((pattern) => matches(pattern, nameOf(operation))));
}

function ramName(/** @type {string} */ operation) {
  return `oss:${RAM_NAMES[operation] ?? operation}`;
}

function camName(/** @type {string} */ operation) {
  return `cos:${operation === "ListObjects" ? "GetBucket" : operation}`;
}

function camAction(/** @type {string} */ action) {
  return action.replace(/^name\//, "");
}

function bosPermission(/** @type {string} */ permission) {
  const operations = BOS_PERMISSIONS[permission];
  if (!operations) throw new PolicyError(`permission ${permission} is not known.`);
  return operations;
}

function ramResource(/** @type {string} */ resource) {
  if (resource === "*") return resource;
  const found = /^acs:oss:[^:]*:[^:]*:(.+)$/s.exec(resource);
  if (!found?.[1]) throw new PolicyError(`Resource ${resource} is not of the form acs:oss:region:owner:bucket/key.`);
  return found[1];
}

/** Today's `uid/<appid>:<bucket-appid>/<key>` and the older `prefix//<appid>/<bucket>/<key>`. */
function camResource(/** @type {string} */ resource) {
  if (resource === "*") return resource;
  const older = /^qcs::cos:[^:]*:[^:]*:prefix\/\/(\d+)\/([^/]+)\/(.*)$/s.exec(resource);
  if (older) return `${older[2]}-${older[1]}/${older[3]}`;
  const found = /^qcs::cos:[^:]*:uid\/(\d+|\*):([^/]+)(\/.*)?$/s.exec(resource);
  if (!found)
    throw new PolicyError(`resource ${resource} is not of the form qcs::cos:region:uid/appid:bucket-appid/key.`);
  const [, appid, bucket, path] = found;
  if (appid !== "*" && bucket !== "*" && !bucket?.endsWith(`-${appid}`)) {
    throw new PolicyError(`resource ${resource} names a bucket of another appid.`);
  }
  return `${bucket}${path ?? "/"}`;
}

/** A condition that is not understood must not widen the rights, so the whole policy is refused. */
function refuseUnread(/** @type {Record<string, unknown>} */ statement, /** @type {string[]} */ read) {
  const unread = Object.keys(statement).find((name) => !read.includes(name));
  if (unread) throw new PolicyError(`${unread} is not understood by the local cloud.`);
}

/** @returns {"allow" | "deny"} */
function effect(/** @type {unknown} */ value) {
  const lower = String(value).toLowerCase();
  if (lower !== "allow" && lower !== "deny") throw new PolicyError("effect must be allow or deny.");
  return lower;
}

/** @returns {Record<string, unknown>} */
function record(/** @type {unknown} */ value) {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new PolicyError("an object was expected.");
  return /** @type {Record<string, unknown>} */ (value);
}

/** @returns {unknown[]} */
function list(/** @type {unknown} */ value, /** @type {string} */ name) {
  const all = Array.isArray(value) ? value : [value];
  if (value === undefined || all.length === 0) throw new PolicyError(`${name} is missing.`);
  return all;
}

/** @returns {string[]} */
function texts(/** @type {unknown} */ value, /** @type {string} */ name) {
  const all = list(value, name);
  if (!all.every((one) => typeof one === "string" && one !== "")) throw new PolicyError(`${name} must be text.`);
  return /** @type {string[]} */ (all);
}

function matches(/** @type {string} */ pattern, /** @type {string} */ text) {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** What can be asked of the object services. */
export const OPERATIONS = [
  "PutObject",
  "PostObject",
  "InitiateMultipartUpload",
  "UploadPart",
  "CompleteMultipartUpload",
  "AbortMultipartUpload",
  "ListParts",
  "ListMultipartUploads",
  "GetObject",
  "HeadObject",
  "DeleteObject",
  "ListObjects",
];

const OF_THE_BUCKET = ["ListMultipartUploads", "ListObjects"];

/** RAM has one word for all that writes an object, and one for all that reads it. @type {Record<string, string>} */
const RAM_NAMES = {
  PostObject: "PutObject",
  InitiateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  HeadObject: "GetObject",
};

const BOS_READ = ["GetObject", "HeadObject"];
const BOS_PUT = ["PutObject", "PostObject", "InitiateMultipartUpload", "UploadPart", "CompleteMultipartUpload"];

/** @type {Record<string, string[]>} */
const BOS_PERMISSIONS = {
  READ: BOS_READ,
  GetObject: BOS_READ,
  WRITE: [...BOS_PUT, "ListParts", "AbortMultipartUpload"],
  PutObject: BOS_PUT,
  DeleteObject: ["DeleteObject"],
  LIST: ["ListObjects", "ListMultipartUploads"],
  ListParts: ["ListParts"],
  FULL_CONTROL: OPERATIONS,
};
