/** One small upload as soon as the page can: when did its first request leave? */
export async function cold(contender, cloud) {
  const first = new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const mine = list.getEntries().filter(({ name }) => name.startsWith(cloud));
      if (mine.length) resolve(Math.min(...mine.map(({ startTime }) => startTime)));
    }).observe({ type: "resource", buffered: true });
  });
  const work = contender.many({ cloud, files: [new File([noise()], "file-0", { lastModified: 1 })], parallel: 6 });
  globalThis.coldly = Promise.all([first, work]).then(([ms]) => ms);
}

/** The beginning of the bench's pattern. */
function noise() {
  const words = new Uint32Array(BLOCK / 4);
  let state = 1;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[at] = state;
  }
  return new Blob([words, words]).slice(0, SIZE);
}

const BLOCK = 1 << 16;
const SIZE = 100 << 10;
