// @ts-check
/** The hook and the composable render on a server: an empty list, and nothing of a browser is touched. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { Uploader } from "../../dist/index.js";
import { useUpload } from "../../dist/react.js";
import { useUpload as composed } from "../../dist/vue.js";

const PLACE = /** @type {const} */ ({ provider: "oss", bucket: "photos", region: "cn-hangzhou", credentials: "/sts" });

test("react: a server renders an empty list, with an uploader made there", () => {
  const uploader = new Uploader(PLACE);
  assert.equal(renderToString(createElement(Files, { uploader })), "<p>0 of 0, function</p>");
  uploader.close();
});

test("vue: a server renders an empty list, with an uploader made there", async () => {
  const uploader = new Uploader(PLACE);
  const app = createSSRApp({
    setup() {
      const { items, totals, add } = composed(uploader, { prefix: "users/ann/" });
      return () => h("p", `${items.value.length} of ${totals.value.files}, ${typeof add}`);
    },
  });
  assert.equal(await renderVue(app), "<p>0 of 0, function</p>");
  uploader.close();
});

/** @param {{ uploader: Uploader }} props */
function Files({ uploader }) {
  const { items, totals, add } = useUpload(uploader, { prefix: "users/ann/" });
  return createElement("p", null, `${items.length} of ${totals.files}, ${typeof add}`);
}
