/** The React hook, as an application has it. */

import "./list.css";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { useUpload } from "trebucket/react";
import { place } from "./place.ts";

const { uploader, prefix } = await place();

function Files() {
  const { items, totals, add, clear } = useUpload(uploader, { prefix });
  useEffect(() => {
    for (const { path, state, progress, result } of items)
      window.told.push({ name: path, status: state, percent: progress.fraction * 100, key: result?.key });
  }, [items]);
  window.add = add;
  return (
    <>
      <label className="choose">
        Choose files
        <input
          type="file"
          multiple
          onChange={({ target }) => {
            add(target.files ?? []);
            target.value = "";
          }}
        />
      </label>
      <p>
        {totals.done} of {totals.files} done <progress value={totals.fraction} />{" "}
        <button type="button" onClick={clear}>
          Clear
        </button>
      </p>
      <ul>
        {items.slice(0, 50).map((item) => (
          <li key={item.id} data-state={item.state}>
            <span>{item.path}</span> <progress value={item.progress.fraction} />
            <span className="state">{item.error?.message ?? item.state}</span>
            <button type="button" onClick={item.state === "paused" ? item.resume : item.pause} className="pause">
              {item.state === "paused" ? "Resume" : "Pause"}
            </button>
            <button type="button" onClick={item.retry} className="retry">
              Retry
            </button>
            <button type="button" onClick={item.remove} className="remove">
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Page() {
  const [shown, setShown] = useState(true);
  window.leave = () => setShown(false);
  return shown ? <Files /> : <p>Gone.</p>;
}

createRoot(document.querySelector("main") as Element).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
window.ready = true;
