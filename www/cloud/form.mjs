// @ts-check
// Takes a file sent as an HTML form: fields first, `file` last, allowed by a signed policy instead of a signed request.

import busboy from "busboy";
import { damaged } from "./arrival.mjs";
import { calledBack } from "./callback.mjs";
import { checkDigest, checkOverwrite, headersOf } from "./conditions.mjs";
import { checkConditions, checkSize, readPolicy } from "./policy.mjs";
import { Refusal } from "./refusal.mjs";

/** @param {import("./operations.mjs").Work} work @returns {Promise<import("./operations.mjs").Reply>} */
export async function postForm(work) {
  const { asked, dialect, bucket, body, now, find, fault } = work;
  const { fields, file, fileName, fileType } = await readForm(body, asked.headers);
  const key = (fields.key ?? "").replace(/\$\{filename\}/g, () => fileName);
  const policy = await allowForm({ dialect, bucket, now, find, fields, key });
  const form = { ...asked, key, headers: fields };
  checkOverwrite(form, dialect, bucket);
  const bytes = fault.corrupt ? damaged(file) : file;
  const taken = await bucket.receive(bytes, { kinds: dialect.digests });
  try {
    checkSize(policy, taken.size, dialect);
    checkDigest(fields, dialect, taken);
    checkOverwrite(form, dialect, bucket);
  } catch (error) {
    await bucket.drop(taken);
    throw error;
  }
  const described = dialect.believesFile ? { ...fields, "content-type": typeOf(fields, fileType) } : fields;
  const object = await bucket.put(key, taken, headersOf(described, dialect, "put"), now);
  const status = Number(fields.success_action_status ?? fields["success-action-status"] ?? 204);
  const reply = dialect.posted({
    bucket: bucket.name,
    object,
    asked: form,
    status: [200, 201].includes(status) ? status : 204,
  });
  return calledBack(work, object, reply, fields);
}

/**
 * A form may say in three places what the file is. The parser leaves parameters out of the one at the file.
 * @param {Record<string, string>} fields @param {string} fileType
 */
function typeOf(fields, fileType) {
  const field = fields["content-type"] ?? "";
  const agrees = field.split(";")[0]?.trim().toLowerCase() === fileType;
  return fields["x-oss-content-type"] ?? (agrees ? field : fileType);
}

/** @param {any} form */
async function allowForm({ dialect, bucket, now, find, fields, key }) {
  if (key === "") throw new Refusal("InvalidArgument", { message: "The form field key is missing." });
  const { id, demanded } = dialect.verifyForm({ fields, bucket: bucket.name, region: bucket.region, now, find });
  if (!find(id)?.allows("PostObject", bucket.name, key)) throw new Refusal("AccessDenied");
  const policy = readPolicy(fields.policy ?? "");
  checkConditions(policy, { fields: { ...fields, ...demanded, key, bucket: bucket.name }, demanded, now, dialect });
  return policy;
}

/**
 * Names come out in lower case, as none of the clouds tells `Policy` from `policy`.
 * @param {import("node:stream").Readable} message @param {Record<string, string>} headers
 * @returns {Promise<{ fields: Record<string, string>, file: import("node:stream").Readable, fileName: string, fileType: string }>}
 */
function readForm(message, headers) {
  const malformed = (/** @type {string} */ text) => new Refusal("MalformedPOSTRequest", { message: text });
  return new Promise((resolve, reject) => {
    /** @type {Record<string, string>} */
    const fields = {};
    const type = headers["content-type"] ?? "";
    if (!type.startsWith("multipart/form-data")) throw malformed("The body is not multipart/form-data.");
    const form = busboy({ headers: { "content-type": type }, defParamCharset: "utf8" });
    form.on("field", (name, value) => {
      fields[name.toLowerCase()] = value;
    });
    form.on("file", (name, file, { filename, mimeType }) => {
      if (name === "file") resolve({ fields, file, fileName: filename ?? "", fileType: mimeType });
      else file.resume();
    });
    form.on("error", (error) => reject(malformed(String(error))));
    form.on("close", () => reject(malformed("The form has no field named file.")));
    message.on("error", reject);
    message.pipe(form);
  });
}
