// Two copies of the package on one page, as when a library brings its own.
import { Uploader } from "trebucket";
import { Uploader as Other } from "../../other/node_modules/trebucket/dist/index.js";
import { fly } from "./fly.js";

document.body.dataset.same = String(Uploader === Other);
fly(Uploader);
fly(Other, "other");
