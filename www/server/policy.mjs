// @ts-check
// The least that an upload needs, in each cloud's policy language: put, multipart, list parts, abort, and read back to verify.

/**
 * RAM, for AssumeRole's `Policy` and for the role itself.
 * @param {{ bucket: string, prefix: string }} place  prefix: all keys that begin so; ends with a slash
 */
export function ramPolicy({ bucket, prefix }) {
  return {
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: ["oss:PutObject", "oss:ListParts", "oss:AbortMultipartUpload", "oss:GetObject"],
        Resource: [`acs:oss:*:*:${bucket}/${prefix}*`],
      },
    ],
  };
}

/**
 * CAM, for GetFederationToken's `Policy` and for the sub-account itself. Its names for the steps of a multipart upload are
 * each apart, and the abort is the one that most samples forget.
 * @param {{ bucket: string, region: string, prefix: string }} place  bucket: with the appid
 */
export function camPolicy({ bucket, region, prefix }) {
  const appid = bucket.slice(bucket.lastIndexOf("-") + 1);
  return {
    version: "2.0",
    statement: [
      {
        effect: "allow",
        action: [
          "name/cos:PutObject",
          "name/cos:PostObject",
          "name/cos:InitiateMultipartUpload",
          "name/cos:UploadPart",
          "name/cos:ListParts",
          "name/cos:CompleteMultipartUpload",
          "name/cos:AbortMultipartUpload",
          "name/cos:HeadObject",
          "name/cos:GetObject",
        ],
        resource: [`qcs::cos:${region}:uid/${appid}:${bucket}/${prefix}*`],
      },
    ],
  };
}

/**
 * IAM, for GetSessionToken's `accessControlList`.
 * @param {{ bucket: string, prefix: string }} place
 */
export function bosAccessControlList({ bucket, prefix }) {
  return [
    {
      service: "bce:bos",
      region: "*",
      effect: "Allow",
      resource: [`${bucket}/${prefix}*`],
      permission: ["READ", "WRITE"],
    },
  ];
}
