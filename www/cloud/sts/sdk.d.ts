// These official SDKs ship without types for what is used of them here.
declare module "ali-oss";
declare module "@baiducloud/sdk";
