/** Runs one contender in its page and watches what that does to the page. */

export async function run(contender, call, wanted) {
  const work = contender[call];
  const [file] = files(wanted);
  const given = { ...wanted, file, files: files(wanted) };
  if (wanted.warm) await work({ ...given, file: file.slice(0, WARM), files: given.files.slice(0, 1) });
  return measured(() => work(given));
}

/** The files the row gives: chosen from the disk, or copies and multiples of the first. */
function files({ size, count = 1 }) {
  const chosen = [...document.querySelector("#files").files];
  if (!size) return chosen;
  const whole = new Blob(Array(Math.ceil(size / chosen[0].size)).fill(chosen[0]));
  const piece = whole.slice(0, size);
  return Array.from({ length: count }, (_, at) => new File([piece], `file-${at}`, { lastModified: 1 }));
}

/** Time, long tasks, and what the contender says of itself. */
async function measured(work) {
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: "longtask" });
  const began = performance.now();
  const told = await work();
  const ms = performance.now() - began;
  // A task is told of after it ended.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  const mine = tasks.filter(({ startTime }) => startTime >= began && startTime < began + ms);
  return { ms, longTasks: mine.length, longest: Math.max(0, ...mine.map(({ duration }) => duration)), ...told };
}

/** Bytes that go ahead, where a row is about a page that has been used before. */
const WARM = 1 << 16;
