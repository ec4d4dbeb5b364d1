/** The smallest page that uploads: random bytes, the published bundle, the app server's credentials. */
import { Uploader } from "./index.js";

/** Uploads so many random bytes and tells what became of them. */
window.fly = async (provider, size, options = {}) => {
  const config = await (await fetch("/config")).json();
  const file = new File(randomness(size), "random.bin");
  const lines = [];
  const { local, ...place } = config.clouds[provider];
  const uploader = new Uploader({
    provider,
    ...place,
    credentials: { url: `/sts?provider=${provider}`, method: "POST" },
    checkpoints: "none",
    debug: (line) => lines.push(line),
    ...options,
  });
  const began = performance.now();
  try {
    const upload = uploader.upload(file, { key: `${config.keyPrefix}${provider} 随机 +.bin` });
    const reasons = [];
    upload.on("credentials", ({ reason }) => reasons.push(reason));
    const { key, size: stored, verified, parts } = await upload.done();
    const seconds = (performance.now() - began) / 1000;
    return {
      key,
      stored,
      verified,
      parts,
      seconds,
      reasons,
      sha256: await sha256(file),
      fraction: upload.progress.fraction,
    };
  } catch (error) {
    return {
      failed: `${error.code}: ${error.message} ${error.serverCode ?? ""} ${error.hint ?? ""}`,
      lines: lines.slice(-20),
    };
  } finally {
    uploader.close();
  }
};

/** In pieces of its own Blob each, as a browser keeps large ones: it may put them to disk one by one. */
function randomness(size) {
  const pieces = [];
  for (let rest = size; rest > 0; rest -= PIECE) pieces.push(new Blob([random(Math.min(rest, PIECE))]));
  return pieces;
}

function random(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += QUOTA) crypto.getRandomValues(bytes.subarray(at, at + QUOTA));
  return bytes;
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PIECE = 4 * 1024 * 1024;

/** As much as one call gives. */
const QUOTA = 65_536;
