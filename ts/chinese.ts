/** What happened, in Chinese. The words of servers, browsers and callers are quoted; no English sentence of ours is left. */

import type { ErrorCode } from "./errors.ts";
import type { Hint } from "./hints.ts";

/** The message of an error; `theirs` where the cloud or app server gave a code, so that the words are its own. */
export function inChinese(code: ErrorCode, message: string, hint: Hint, theirs?: string): string {
  const said = detail(code, message, theirs);
  return `${HAPPENED[hint] ?? TITLES[code]}${said && `：${said}`}`;
}

function detail(code: ErrorCode, message: string, theirs: string | undefined): string {
  const status = /\b(?:status|answered) (\d{3})\b/.exec(message)?.[1];
  if (status) return status;
  const foreign = FOREIGN.exec(message)?.[1];
  if (foreign) return `“${foreign}”`;
  if (OURS.test(message)) return "";
  if (theirs || code === "internal" || code === "aborted") return `“${message}”`;
  return NAMED.exec(message)?.slice(1).find(Boolean) ?? "";
}

/** Ours up to the colon, somebody else's behind it. */
const FOREIGN =
  /^(?:the app server (?:answered an error|could not be reached)|the (?:credential|key) function failed|the stream broke|metadata names[^:]*|the form's field[^:]*|the value holds[^:]*|headers that[^:]*|(?:WebAssembly|The core) c[^:]*): (.+)$/s;

/** Whole sentences of ours, where others' could stand. */
const OURS = /^the (?:up|down)load(?:er)? (?:was|is) |^the request was |^the object is stored, but /;

/** Names of options and headers. */
const NAMED =
  /^(?:header )?([a-z]+[A-Z]\w+|[\w-]+-[\w-]+)\b|^(concurrency|patience|mode|checksum|range|at|provider|bucket|region|endpoint|signature|addressing|credentials) /;

const TITLES: Record<ErrorCode, string> = {
  aborted: "已取消",
  credentials: "没有可用的临时凭证",
  permission: "没有权限",
  clock: "时间不被云端接受",
  cors: "被跨域规则拦截",
  network: "网络不通",
  integrity: "数据校验不通过",
  source: "文件读取失败",
  conflict: "对象已存在",
  callback: "上传回调失败",
  "invalid-argument": "参数错误",
  unsupported: "当前环境不支持",
  server: "云端拒绝",
  internal: "trebucket 内部错误",
};

/** Where the code alone says too little. */
const HAPPENED: Partial<Record<Hint, string>> = {
  provider: "provider 不是支持的云",
  bucket: "bucket 缺失或格式不对",
  "bucket-appid": "bucket 缺少 appid",
  region: "region 缺失、格式不对，或不是桶所在的地域",
  endpoint: "endpoint 不是源地址",
  addressing: "addressing 与 endpoint 不匹配（IP 地址不能用 virtual，cname 要有 endpoint）",
  signature: "signature 不可用",
  "key-empty": "key 是空的",
  "key-dots": "key 含有 “.” 或 “..” 段",
  "key-slash": "key 以斜杠或反斜杠开头",
  "key-surrogate": "字符串里有半个代理对",
  "key-long": "key 超过该云的长度上限",
  "key-character": "key 含有该云不允许的字符",
  "key-function": "key 函数出错",
  header: "请求头、元数据或参数名无法发送",
  number: "选项的值不可用",
  source: "上传的内容不是支持的类型",
  slim: "还没有调用 init(…)",
  "credential-id": "凭证里没有 accessKeyId",
  "credential-secret": "凭证里没有 accessKeySecret",
  "credential-token": "凭证里没有 sessionToken（token）",
  "credential-signed": "应用服务器给的是现成的签名，不是临时凭证",
  "app-server-error": "应用服务器返回了错误",
  "sts-endpoint": "应用服务器没有问到 STS",
  "app-server-html": "应用服务器返回的不是 JSON",
  "app-server-refused": "应用服务器拒绝",
  "app-server-down": "应用服务器没有给出凭证",
  "credential-expired": "应用服务器给出的凭证已经过期",
  "credential-refused": "云端拒绝了凭证",
  "signature-mismatch": "签名不匹配",
  "no-such-bucket": "没有这个桶",
  unproved: "应答丢失，无法确认对象是否已存好",
  checksum: "存下的数据与文件不同",
  "file-changed": "文件变了",
  "file-unreadable": "文件读不到了",
  "object-changed": "对象在下载中被替换",
  "stream-gone": "数据流不能重读",
  wasm: "本页面不能运行 WebAssembly",
  "too-large": "文件太大",
};
