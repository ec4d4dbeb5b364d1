// These official SDKs ship without types for what is used of them here.
declare module "ali-oss";
declare module "@baiducloud/sdk";
declare module "ali-oss/lib/common/signUtils.js";
declare module "@baiducloud/sdk/src/auth.js";
declare module "@baiducloud/sdk/src/strings.js";
declare module "cos-nodejs-sdk-v5/sdk/util.js";
