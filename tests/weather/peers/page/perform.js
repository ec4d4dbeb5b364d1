// What the pages of all peers have in common: they are driven as ours is, and tell what the library told them.

import { pieces } from "./bytes.js";

/** Lets the test drive this library. `upload` gets the place, a way to a fresh set of keys, and the job. */
export function perform(upload) {
  let place;
  const jobs = [];
  window.weather = {
    async open() {
      place = await (await fetch("/place")).json();
    },
    begin: (job) => jobs.push(run(upload, place, job)) - 1,
    end: (number) => jobs[number],
    said: () => ({}),
    kept: () => localStorage.getItem("kept") !== null,
  };
}

async function run(upload, place, { seed, size, key, partSize }) {
  const name = { lastModified: 1_700_000_000_000 };
  const file = new File(
    [...pieces(seed, size)].map((piece) => new Blob([piece])),
    "weather.bin",
    name,
  );
  try {
    await upload(place, { file, key, partSize, kept: JSON.parse(localStorage.getItem("kept")), keep });
    localStorage.removeItem("kept");
    return { state: "done" };
  } catch (error) {
    const said = error?.message ?? error?.error ?? error;
    const failed = typeof said === "object" ? JSON.stringify(said) : String(said);
    return { state: "failed", failed: `${error?.code ?? error?.name ?? ""} ${failed}`.trim() };
  }
}

/** What a page wants to find again after a reload. */
function keep(something) {
  localStorage.setItem("kept", JSON.stringify(something));
}

/** A set of keys from the app server. */
export async function ask() {
  const answer = await fetch("/sts");
  if (!answer.ok) throw new Error(`the app server answered ${answer.status}`);
  return answer.json();
}
