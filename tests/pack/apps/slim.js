import core from "trebucket/core.wasm?url";
import { init, Uploader } from "trebucket/slim";
import { fly } from "./fly.js";

// Twice at once, and once more when it is there: all of them mean the one core.
await Promise.all([init(core), init(core)]);
await init(core);
fly(Uploader);
