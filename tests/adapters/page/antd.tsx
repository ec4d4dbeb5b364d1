/** Ant Design's Upload, as an application has it. */

import { Button, Upload } from "antd";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { customRequest } from "trebucket/antd";
import { place } from "./place.ts";

const { uploader, prefix } = await place();
const request = customRequest(uploader, { prefix });

function Page() {
  const [shown, setShown] = useState(true);
  window.leave = () => setShown(false);
  if (!shown) return <p>Gone.</p>;
  return (
    <Upload
      customRequest={request}
      multiple
      onChange={({ file: { name, status, percent, response, error } }) =>
        window.told.push({ name, status, percent, key: response?.key, error: error?.code })
      }
    >
      <Button>Choose files</Button>
    </Upload>
  );
}

createRoot(document.querySelector("main") as Element).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
window.ready = true;
