// @ts-check
/** What package.json offers beside the core: each name is a file of ts/adapters and becomes dist/NAME.js and dist/NAME.d.ts. */

/** A recorder, and components of other libraries on an uploader; import only. */
export const ESM_ADAPTERS = ["recorder", "uppy"];

/** The same for import and require. */
export const ADAPTERS = ["antd", "cloud-upload", "element", "react", "vue"];

/** What the page brings itself; never bundled. */
export const PEERS = ["react", "vue", "@uppy/core"];
