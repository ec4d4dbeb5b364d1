/** What to do about each failure, in English and Chinese, for the developer who meets it at two in the morning. */

import type { Provider } from "./types.ts";

/** The language of messages and hints. */
export type Locale = "en" | "zh";

/** The words of `src/error.rs`. */
export type Hint = keyof typeof HINTS;

/** Where it happened, so that a hint can name the bucket and the actions of its cloud. */
export interface Place {
  provider: Provider;
  bucket: string;
}

/** The caller's choice, else the browser's language. */
export function chooseLocale(chosen: Locale | undefined): Locale {
  if (chosen) return chosen;
  const language = typeof navigator === "undefined" ? "" : (navigator.language ?? "");
  return language.slice(0, 2).toLowerCase() === "zh" ? "zh" : "en";
}

/** The hint's sentence with the place filled in; `undefined` where there is nothing to advise. */
export function advise(hint: Hint, locale: Locale, place?: Place): string | undefined {
  const sentence = (HINTS[hint] ?? HINTS.report)[locale === "zh" ? 1 : 0];
  if (!sentence) return undefined;
  const { provider = "oss", bucket = "<bucket>" } = place ?? {};
  return sentence
    .replace("{actions}", ACTIONS[provider].replace("{bucket}", bucket))
    .replace("{expose}", EXPOSE[provider])
    .replace("{bucket}", bucket);
}

const ACTIONS: Record<Provider, string> = {
  oss: "oss:PutObject, oss:GetObject, oss:ListParts, oss:AbortMultipartUpload on acs:oss:*:*:{bucket}/<prefix>*",
  bos: '"permission": ["READ", "WRITE"], "resource": ["{bucket}/<prefix>*"]',
  cos: "name/cos: PutObject, PostObject, InitiateMultipartUpload, UploadPart, CompleteMultipartUpload, ListParts, AbortMultipartUpload, HeadObject on {bucket}/<prefix>*",
};

/** What a bucket's CORS rule shows to the page. */
export const EXPOSE: Record<Provider, string> = {
  oss: "ETag, Date, x-oss-request-id, x-oss-hash-crc64ecma, x-oss-version-id, x-oss-err",
  bos: "ETag, Date, x-bce-request-id, x-bce-content-crc64ecma, x-bce-version-id",
  cos: "ETag, Date, x-cos-request-id, x-cos-hash-crc64ecma, x-cos-version-id",
};

const HINTS = {
  none: ["", ""],
  provider: ['Set provider to "oss", "bos" or "cos".', "provider 只能是 “oss”、“bos” 或 “cos”。"],
  bucket: [
    'Set bucket to the name shown in the console: lower-case letters, digits and "-", without host or path.',
    "bucket 填控制台里的桶名：小写字母、数字和 “-”，不带域名和路径。",
  ],
  "bucket-appid": [
    'Add the appid to the COS bucket name, such as "photos-1250000000".',
    "COS 的桶名要带 appid，例如 “photos-1250000000”。",
  ],
  region: [
    'Set region to the region of the bucket, such as "cn-hangzhou" (OSS), "bj" (BOS) or "ap-guangzhou" (COS).',
    "region 填桶所在地域，例如 “cn-hangzhou”（OSS）、“bj”（BOS）、“ap-guangzhou”（COS）。",
  ],
  endpoint: [
    'Give endpoint as an origin, such as "https://img.example.com": no path, query or user.',
    "endpoint 填源地址，例如 “https://img.example.com”，不带路径、查询串和用户名。",
  ],
  addressing: [
    'An IP address cannot carry the bucket in its host name: use addressing "path", or leave it out.',
    "IP 地址前面放不了桶名：addressing 用 “path”，或者不填。",
  ],
  signature: [
    'signature "v4" or "v1" is a choice of OSS alone: leave it out for BOS and COS.',
    "signature 只有 OSS 可选 “v4” 或 “v1”；BOS 和 COS 不要填。",
  ],
  "key-empty": ['Give the object a key, such as "users/42/photo.jpg".', "给对象一个 key，例如 “users/42/photo.jpg”。"],
  "key-dots": [
    'Browsers remove "." and ".." segments from a URL: take them out of the key.',
    "浏览器会删掉路径中的 “.” 和 “..” 段：请从 key 里去掉。",
  ],
  "key-slash": ["Take the leading slash or backslash off the key.", "去掉 key 开头的斜杠或反斜杠。"],
  "key-surrogate": [
    "A string was cut inside an emoji or rare character: cut by code points, as Array.from(name) does.",
    "字符串在表情或生僻字中间被截断了：请按码点截取，例如 Array.from(name)。",
  ],
  "key-long": [
    "Shorten the key. The limit counts UTF-8 bytes: a Chinese character takes 3.",
    "缩短 key。上限按 UTF-8 字节计，一个汉字占 3 字节。",
  ],
  "key-character": [
    "Replace the control or special characters in the key, for instance with encodeURIComponent.",
    "替换 key 里的控制字符或特殊字符，例如用 encodeURIComponent。",
  ],
  "key-function": [
    "The key function threw or rejected: its error is in the message. Let it return the key as a string.",
    "key 函数抛出了错误，原因见错误信息。请让它返回字符串形式的 key。",
  ],
  header: [
    "Header names take letters, digits and dashes; values take no line breaks. Browsers set Host, Content-Length and Date themselves.",
    "头名只能用字母、数字和横线，值不能有换行；Host、Content-Length、Date 由浏览器自己设置。",
  ],
  number: [
    "Use a value this option takes: sizes are whole bytes, times whole ms (expiresIn: seconds).",
    "请用该选项允许的值：大小是整数字节，时间是整数毫秒（expiresIn 是秒）。",
  ],
  source: [
    "Give a File or Blob, a file handle, a buffer, text, or a ReadableStream of bytes that nobody else reads.",
    "可以上传 File、Blob、文件句柄、二进制缓冲、文本，或没有被别处读取的字节流 ReadableStream。",
  ],
  slim: [
    "trebucket/slim has no core inside: call init(url) with the address of core.wasm first, or import trebucket.",
    "trebucket/slim 不内嵌核心：先用 core.wasm 的地址调用 init(url)，或改为导入 trebucket。",
  ],
  "credential-id": [
    "Let the app server return the STS answer as it is: it must hold accessKeyId (OSS, BOS) or tmpSecretId (COS).",
    "让应用服务器原样返回 STS 的结果：要有 accessKeyId（OSS、BOS）或 tmpSecretId（COS）。",
  ],
  "credential-secret": [
    "Let the app server return the STS answer as it is: it must hold accessKeySecret (OSS), secretAccessKey (BOS) or tmpSecretKey (COS).",
    "让应用服务器原样返回 STS 的结果：要有 accessKeySecret（OSS）、secretAccessKey（BOS）或 tmpSecretKey（COS）。",
  ],
  "credential-token": [
    "A page must never hold long-lived keys: return temporary ones from STS, with securityToken (OSS) or sessionToken (BOS, COS).",
    "页面里不能放长期密钥：请返回 STS 临时凭证，带 securityToken（OSS）或 sessionToken（BOS、COS）。",
  ],
  "credential-signed": [
    "This is a ready signature or a form policy. Return the STS credential itself: trebucket signs each request in the browser.",
    "这是现成的签名或表单策略。请返回 STS 临时凭证本身：每个请求由 trebucket 在浏览器里签名。",
  ],
  "app-server-error": [
    "The app server answered an error instead of a credential: its log says why. Is the user signed in, may it call AssumeRole / GetSessionToken / GetFederationToken?",
    "应用服务器返回的是错误而不是凭证，原因看它的日志：用户登录了吗？它有权调用 AssumeRole / GetSessionToken / GetFederationToken 吗？",
  ],
  "sts-endpoint": [
    "The app server asked a storage endpoint, not STS: set its STS endpoint, such as sts.aliyuncs.com, sts.tencentcloudapi.com or sts.bj.baidubce.com.",
    "应用服务器问的是存储地址而不是 STS：请设置 STS 的 endpoint，例如 sts.aliyuncs.com、sts.tencentcloudapi.com、sts.bj.baidubce.com。",
  ],
  "app-server-html": [
    "The credentials URL must answer JSON. A web page usually means a wrong path, a login redirect, or a dev server without a proxy for it.",
    "凭证地址必须返回 JSON。返回网页多半是路径错了、跳到了登录页，或开发服务器没配代理。",
  ],
  "app-server-refused": [
    "The app server refused: 401/403 means sign in (cookies need withCredentials: true), 404 a wrong URL, 405 a wrong method.",
    "应用服务器拒绝了：401/403 是没登录（跨域 Cookie 要 withCredentials: true），404 是地址错，405 是方法错。",
  ],
  "app-server-down": [
    "The app server gave no credential in time. Open the credentials URL in a tab; from another origin it must allow this page by CORS.",
    "应用服务器一直没给出凭证。在新标签页打开凭证地址看看；跨域时它要用 CORS 允许本页面。",
  ],
  "credential-expired": [
    "The app server handed out a set that had ended already: let it drop cached sets at half their life, and check its clock.",
    "应用服务器给出的凭证已经过期：缓存的凭证过了一半有效期就应丢弃，并检查服务器时间。",
  ],
  "credential-refused": [
    "The cloud refused each new credential. Does the app server cache an expired set, or issue for another cloud or account? It gets refused=<id>: drop that set.",
    "云端连新凭证也拒绝。应用服务器是否缓存了过期凭证，或发错了云或账号？它会收到 refused=<id>，请丢弃那一份。",
  ],
  "signature-mismatch": [
    "Check that secret and token come from one STS answer, that region is the bucket's, and that no proxy changes path or headers; signer.explain() shows what was signed.",
    "检查密钥和 token 是否来自同一次 STS 结果、region 是否是桶的地域、代理是否改了路径或请求头；signer.explain() 可看签名原文。",
  ],
  policy: [
    "Allow this key in the role's policy and in the policy given to STS: {actions}.",
    "在角色策略和 STS 请求所带的策略里都要放行这个 key：{actions}。",
  ],
  clock: [
    "Set this device's clock, or let the app server add serverTime: Date.now() to its answer, or expose the Date header in the bucket's CORS rule.",
    "校准本机时间；或让应用服务器在结果里加 serverTime: Date.now()，或在桶的 CORS 规则里暴露 Date 头。",
  ],
  "no-such-bucket": [
    "There is no bucket {bucket} in this region: check name, region and endpoint.",
    "该地域没有桶 {bucket}：检查桶名、region 和 endpoint。",
  ],
  "network-or-cors": [
    "If other sites load, the bucket's first CORS rule is to allow this page's origin, methods GET, HEAD, PUT, POST, DELETE, headers *, and to expose {expose}. Otherwise look for an ad blocker, proxy or firewall.",
    "若其他网站正常，请让桶的第一条 CORS 规则允许本页来源、方法 GET、HEAD、PUT、POST、DELETE、请求头 *，并暴露 {expose}；否则检查广告拦截、代理和防火墙。",
  ],
  patience: [
    "The network was away for longer than `patience` ms. Call retry() when it is back: parts that arrived are kept.",
    "断网超过了 patience（毫秒）。网络恢复后调用 retry()，已传的分片还在。",
  ],
  expose: [
    "Add to the ExposeHeader list of the bucket's CORS rule: {expose}.",
    "在桶 CORS 规则的暴露头里加上：{expose}。",
  ],
  checksum: [
    "The stored bytes differ from the file: do not use the object. Upload again; if it recurs, suspect a proxy or failing disk or memory.",
    "存下的数据与文件不同，不要使用该对象。请重新上传；若再现，检查代理、磁盘或内存。",
  ],
  unproved: [
    "The answer was lost and the object cannot be read to prove it is whole. Allow HEAD: {actions}. Then call retry().",
    "应答丢失，又无权读取对象来确认。请放行 HEAD：{actions}，然后调用 retry()。",
  ],
  "file-changed": ["The file changed while it was uploading: choose it again.", "文件在上传中被修改了：请重新选择。"],
  "file-unreadable": [
    "The file was changed, moved or deleted, or its permission ended: choose it again.",
    "文件被修改、移动或删除，或读取授权已失效：请重新选择。",
  ],
  "object-changed": [
    "Somebody replaced the object: download it again from its beginning.",
    "对象被替换了：请从头重新下载。",
  ],
  "stream-gone": [
    "Upload the data again from its beginning: as a Blob or File, it could be sent again by itself.",
    "请从头重新上传：若以 Blob 或 File 提供数据，SDK 可以自行重发。",
  ],
  exists: ["Choose another key, or leave out forbidOverwrite.", "换一个 key，或去掉 forbidOverwrite。"],
  "callback-failed": [
    "The object is stored: do not upload again. The callback server must be reachable from the cloud and answer 200 with JSON within 5 s.",
    "对象已存好，不必重传。回调服务器要能从云端访问，并在 5 秒内以 200 和 JSON 应答。",
  ],
  "bos-form": [
    'BOS documents no form upload with a session token: use mode "auto" or "put", or presign a PUT.',
    "BOS 没有带临时凭证的表单上传文档：用 mode “auto” 或 “put”，或预签名 PUT。",
  ],
  wasm: [
    "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy (and worker-src blob: for fast checksums). Otherwise this browser is too old.",
    "在页面 CSP 的 script-src 里加 'wasm-unsafe-eval'（worker-src 加 blob: 校验更快）；否则是浏览器太旧。",
  ],
  "too-large": [
    "The file is larger than this cloud or mode takes: use multipart, or split it.",
    "文件超过该云或该方式的上限：用分片上传，或拆分文件。",
  ],
  report: [
    "This is a defect of trebucket: please report it with the `debug` lines.",
    "这是 trebucket 的缺陷：请附上 debug 输出反馈。",
  ],
} as const satisfies Record<string, readonly [string, string]>;
