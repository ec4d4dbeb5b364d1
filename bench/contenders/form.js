/** Small files by form POST, which needs no preflight. */
import { each, send } from "./raw.js";

export const title = "raw form POST";

export async function many({ cloud, files, parallel }) {
  await each(files.length, parallel, (at) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(FIELDS)) form.append(name, value);
    form.append("key", `small-${at}`);
    form.append("file", files[at]);
    return send("POST", `${cloud}/bench`, form, {});
  });
}

/** As long as those that sign a form. */
export const FIELDS = {
  policy: "p".repeat(300),
  "x-oss-signature": "0".repeat(64),
  "x-oss-security-token": "t".repeat(600),
};
