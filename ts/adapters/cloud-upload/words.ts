/** What the element says, in English and Chinese. */

import type { UploadState } from "../../types.ts";

/** Everything that is shown or read aloud. */
export interface Words {
  invite: string;
  waits: string;
  files: string;
  folder: string;
  list: string;
  total: string;
  clear: string;
  pause: string;
  resume: string;
  retry: string;
  cancel: string;
  remove: string;
  states: Record<UploadState, string>;
  summary(done: number, files: number, failed: number): string;
  unreadable(count: number, first: string): string;
  named(action: string, path: string): string;
}

const EN: Words = {
  invite: "Drop files or folders here",
  waits: "Uploads are not ready yet",
  files: "Choose files",
  folder: "Choose a folder",
  list: "Files",
  total: "All files",
  clear: "Clear finished",
  pause: "Pause",
  resume: "Resume",
  retry: "Retry",
  cancel: "Cancel",
  remove: "Remove",
  states: {
    queued: "Waiting",
    running: "Uploading",
    paused: "Paused",
    done: "Done",
    failed: "Failed",
    aborted: "Cancelled",
  },
  summary: (done, files, failed) => `${done} of ${files} done${failed ? `, ${failed} failed` : ""}`,
  unreadable: (count, first) => `${count} could not be read: ${first}${count > 1 ? ", …" : ""}`,
  named: (action, path) => `${action} ${path}`,
};

const ZH: Words = {
  invite: "将文件或文件夹拖到此处",
  waits: "上传尚未就绪",
  files: "选择文件",
  folder: "选择文件夹",
  list: "文件列表",
  total: "全部文件",
  clear: "清除已完成",
  pause: "暂停",
  resume: "继续",
  retry: "重试",
  cancel: "取消",
  remove: "移除",
  states: { queued: "等待中", running: "上传中", paused: "已暂停", done: "已完成", failed: "失败", aborted: "已取消" },
  summary: (done, files, failed) => `已完成 ${done} / ${files}${failed ? `，失败 ${failed}` : ""}`,
  unreadable: (count, first) => `${count} 项无法读取：${first}${count > 1 ? " 等" : ""}`,
  named: (action, path) => `${action} ${path}`,
};

/** By a language tag such as `zh-CN`. */
export function wordsFor(language: string): Words {
  return language.slice(0, 2).toLowerCase() === "zh" ? ZH : EN;
}
