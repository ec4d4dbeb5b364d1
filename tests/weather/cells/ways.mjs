// @ts-check
/** The ways an upload can go, and which request of each can be struck. */

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** @typedef {import("../cell.d.ts").Cell} Cell */
/** @typedef {{ request: string, operation: string, partNumber?: number, cell: Partial<Cell> }} Way */

const PUT = { size: 300 * KIBIBYTE, upload: { mode: "put" } };
/** BOS takes no form that a temporary credential signed. */
const POST = { size: 100 * KIBIBYTE, upload: { mode: "post" }, clouds: /** @type {const} */ (["oss", "cos"]) };
const PARTS = { size: 2.5 * MEBIBYTE, upload: { mode: "multipart", partSize: MEBIBYTE } };

/** @type {Record<string, Way>} */
export const WAYS = {
  initiate: { request: "Initiate", operation: "InitiateMultipartUpload", cell: PARTS },
  part: { request: "a part", operation: "UploadPart", partNumber: 2, cell: PARTS },
  complete: { request: "Complete", operation: "CompleteMultipartUpload", cell: PARTS },
  put: { request: "a PUT", operation: "PutObject", cell: PUT },
  post: { request: "a form POST", operation: "PostObject", cell: { ...POST, clouds: [...POST.clouds] } },
};

/** What a rule must match to strike this way's request. @param {Way} way */
export function struck({ operation, partNumber }) {
  return { operation, ...(partNumber ? { partNumber } : {}) };
}

/** The rules of a bucket that shows all headers, `Retry-After` too. @param {string[]} expose */
export function opening(expose) {
  const methods = ["GET", "HEAD", "PUT", "POST", "DELETE"];
  return [{ origins: ["*"], methods, headers: ["*"], expose: [...expose, "Retry-After"], maxAge: 600 }];
}

/** Headers by which the clouds tell what they hold. */
export const EXPOSED = {
  oss: ["ETag", "x-oss-request-id", "x-oss-hash-crc64ecma", "Date"],
  bos: ["ETag", "Date", "x-bce-request-id", "x-bce-content-crc64ecma"],
  cos: ["ETag", "x-cos-request-id", "x-cos-hash-crc64ecma", "Date", "Content-Length"],
};

/** Everything a policy for uploads alone allows. */
export const UPLOAD_ONLY = [
  "PutObject",
  "PostObject",
  "InitiateMultipartUpload",
  "UploadPart",
  "CompleteMultipartUpload",
];

/** Only the lost answer told the id. A rule of the bucket's lifecycle clears such multiparts away. */
export const UNKNOWN = "nobody but the cloud knows the id of a multipart whose Initiate was lost";

export { MEBIBYTE };
