/** The Vue composable, as an application has it; a render function instead of a template, for lack of a compiler. */

import "./list.css";
import { useUpload } from "trebucket/vue";
import { createApp, defineComponent, h, reactive, ref, watch } from "vue";
import { place } from "./place.ts";

const { uploader, prefix } = await place();
// As a careless store does it.
const store = reactive({ uploader });

const Files = defineComponent(() => {
  const { items, totals, add, clear } = useUpload(store.uploader as typeof uploader, () => ({ prefix }));
  window.add = add;
  watch(items, (list) => {
    for (const { path, state, progress, result } of list)
      window.told.push({ name: path, status: state, percent: progress.fraction * 100, key: result?.key });
  });
  const choose = (event: Event) => {
    const input = event.target as HTMLInputElement;
    add(input.files ?? []);
    input.value = "";
  };
  const button = (name: string, onClick: () => void) => h("button", { onClick, class: name.toLowerCase() }, name);
  return () => [
    h("label", { class: "choose" }, ["Choose files", h("input", { type: "file", multiple: true, onChange: choose })]),
    h("p", [
      `${totals.value.done} of ${totals.value.files} done `,
      h("progress", { value: totals.value.fraction }),
      button("Clear", clear),
    ]),
    h(
      "ul",
      items.value
        .slice(0, 50)
        .map((item) =>
          h("li", { key: item.id, "data-state": item.state }, [
            h("span", item.path),
            h("progress", { value: item.progress.fraction }),
            h("span", { class: "state" }, item.error?.message ?? item.state),
            item.state === "paused"
              ? h("button", { onClick: item.resume, class: "pause" }, "Resume")
              : button("Pause", item.pause),
            button("Retry", item.retry),
            button("Remove", item.remove),
          ]),
        ),
    ),
  ];
});

const shown = ref(true);
window.leave = () => {
  shown.value = false;
};
createApp(() => (shown.value ? h(Files) : h("p", "Gone."))).mount("main");
window.ready = true;
