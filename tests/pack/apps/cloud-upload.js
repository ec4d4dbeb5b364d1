// Imported for its effect alone, which a bundler must not shake off.
import "trebucket/cloud-upload";
import { Uploader } from "trebucket";
import { fly } from "./fly.js";

const element = document.createElement("cloud-upload");
document.body.append(element);
fly(
  class extends Uploader {
    upload(file, options) {
      element.uploader = { upload: (...given) => (this.flying = super.upload(...given)) };
      element.options = { key: () => options.key };
      element.add([file]);
      return this.flying;
    }
  },
);
