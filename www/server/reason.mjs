// @ts-check
// Says in plain words why STS gave no credentials. Of the SDKs' errors only the code is used: they carry the whole request.

/**
 * @param {import("./clouds.mjs").Provider} provider
 * @param {unknown} problem
 * @returns {{ status: 424 | 502, code: string, hint: string }}
 */
export function reasonOf(provider, problem) {
  const { code, status, status_code, httpCode } = /** @type {Record<string, unknown>} */ (Object(problem));
  const name = typeof code === "string" && /^[A-Za-z][\w.-]*$/.test(code) ? code : "NoAnswer";
  const found = HINTS.find(({ codes }) => codes.test(name));
  if (found) return { status: 424, code: name, hint: found.hint(SETTINGS[provider]) };
  const answered = [status, status_code, httpCode].map(Number).find((one) => one > 0) ?? 0;
  if (TEMPORARY.test(name) || answered >= 500) {
    return {
      status: 502,
      code: name,
      hint: "STS gave no usable answer. Look at the network of the app server, then try again.",
    };
  }
  return { status: 424, code: name, hint: "STS refused. Look the code up in the documentation of the cloud's STS." };
}

/** Codes of the network, of Node, and of services in trouble. */
const TEMPORARY = /^NoAnswer$|^[A-Z_]+$|Error|Throttling|LimitExceeded|Unavailable/;

const SETTINGS = {
  oss: {
    key: "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    role: "OSS_ROLE_ARN",
    right: "Give the RAM user the permission sts:AssumeRole on the role.",
  },
  bos: {
    key: "BCE_ACCESS_KEY_ID and BCE_SECRET_ACCESS_KEY",
    role: "BOS_BUCKET",
    right: "Use the permanent key of an IAM user, and give it access to the bucket.",
  },
  cos: {
    key: "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
    role: "COS_BUCKET and COS_REGION",
    right: "Use the permanent key of a sub-account that may call sts:GetFederationToken.",
  },
};

/** @type {{ codes: RegExp, hint: (settings: (typeof SETTINGS)["oss"]) => string }[]} */
const HINTS = [
  {
    codes: /SignatureDoesNotMatch|SignatureFailure|InvalidAccessKeyId|SecretIdNotFound|InactiveAccessKey/,
    hint: ({ key }) => `STS does not know this key, or its secret is another. Look at ${key}.`,
  },
  {
    codes: /NoPermission|Unauthorized|AccessKeyNotSupport|AccessDenied|Forbidden/,
    hint: ({ right }) => right,
  },
  {
    codes: /TimeStamp|SignatureExpire|RequestExpired|TimeTooSkewed/,
    hint: () => "The clock of the app server is wrong. Set it by NTP.",
  },
  {
    codes: /DurationSeconds|OverTime/,
    hint: () => "The life that STS_SECONDS asks for is not granted: 900 to 3600 always is.",
  },
  {
    codes: /Role|Policy|Strategy|InappropriateJSON/,
    hint: ({ role }) => `STS does not accept the role or the policy. Look at ${role}.`,
  },
];
