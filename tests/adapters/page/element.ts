/** Element Plus's el-upload, as an application has it. */

import "element-plus/dist/index.css";
import { ElButton, ElUpload, type UploadFile } from "element-plus";
import { httpRequest } from "trebucket/element";
import { createApp, h, ref } from "vue";
import { place } from "./place.ts";

const { uploader, prefix } = await place();
const request = httpRequest(uploader, { prefix });
const shown = ref(true);
window.leave = () => {
  shown.value = false;
};

function tell({ name, status, percentage, response }: UploadFile, error?: Error & { code?: string }) {
  window.told.push({ name, status, percent: percentage, key: (response as { key?: string })?.key, error: error?.code });
}

createApp(() =>
  shown.value
    ? h(
        ElUpload,
        {
          httpRequest: request,
          multiple: true,
          onChange: (file: UploadFile) => tell(file),
          onProgress: (event: { percent: number }, { name }: UploadFile) =>
            window.told.push({ name, status: "uploading", percent: event.percent }),
          onError: (error: Error, file: UploadFile) => tell(file, error),
        },
        () => h(ElButton, () => "Choose files"),
      )
    : h("p", "Gone."),
).mount("main");
window.ready = true;
