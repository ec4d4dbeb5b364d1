"use client";

import { useEffect } from "react";
import { Uploader } from "trebucket";
import { useUpload } from "trebucket/react";
import { fly } from "../fly.js";

const idle = { upload: (...args) => new Uploader({}).upload(...args) };

export default function Page() {
  const { totals } = useUpload(idle);
  useEffect(() => void fly(Uploader), []);
  return <p>{totals.files} files</p>;
}
