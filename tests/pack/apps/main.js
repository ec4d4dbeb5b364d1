import { Uploader } from "trebucket";
import { fly } from "./fly.js";

fly(Uploader);
