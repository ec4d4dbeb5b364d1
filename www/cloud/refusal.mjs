// @ts-check
// What the local cloud says no with: a code of the clouds, kept apart from how each of them words and wraps it.

export class Refusal extends Error {
  /**
   * @param {string} code  the cloud's own, as `NoSuchKey`
   * @param {{ status?: number, message?: string, extra?: Record<string, string | number> }} [more]  extra: further elements of the body
   */
  constructor(code, { status, message, extra = {} } = {}) {
    super(message ?? MESSAGES[code] ?? code);
    this.code = code;
    this.status = status ?? STATUSES[code] ?? 400;
    this.extra = extra;
  }
}

/** @type {Record<string, number>} */
const STATUSES = {
  AccessDenied: 403,
  AccessForbidden: 403,
  AccessKeyIdAndSecurityTokenNotMatch: 403,
  ExpiredToken: 403,
  FileAlreadyExists: 409,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidRange: 416,
  InvalidSecurityToken: 403,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestExpired: 403,
  RequestTimeTooSkewed: 403,
  SecurityTokenExpired: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  TooManyRequests: 429,
};

/** @type {Record<string, string>} */
const MESSAGES = {
  AccessDenied: "You have no right to access this object.",
  BadDigest: "The Content-MD5 you sent is not that of the bytes that arrived.",
  EntityTooLarge: "The body is larger than allowed.",
  EntityTooSmall: "A part other than the last is smaller than the least size allowed.",
  FileAlreadyExists: "The object exists and may not be overwritten.",
  InvalidAccessKeyId: "The access key id is not known here.",
  InvalidDigest: "Content-MD5 is not the base64 of sixteen bytes.",
  InvalidPart: "A part of the list was never uploaded, or its ETag is another one.",
  InvalidPartOrder: "The parts of the list are not in ascending order.",
  InvalidRange: "The range begins behind the end of the object.",
  MalformedXML: "The body is not the XML this request needs.",
  MethodNotAllowed: "This method is not allowed here.",
  NoSuchBucket: "The bucket does not exist.",
  NoSuchKey: "The object does not exist.",
  NoSuchUpload: "The multipart upload does not exist. It may have been completed or aborted.",
  NotImplemented: "The local cloud does not know this request.",
  PreconditionFailed: "A condition of the request does not hold.",
  RequestTimeTooSkewed: "The time of the request and that of the server are too far apart.",
  SecurityTokenExpired: "The security token has expired.",
  CallbackFailed: "The callback failed.",
  ExpiredToken: "The security token has expired.",
  SignatureDoesNotMatch: "The signature is not the one computed here. Check the key and the signing method.",
};
