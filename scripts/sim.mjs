// @ts-check
/** `npm run sim -- --seeds 1000000 [--from 0]`: as many worlds as asked; stops at the first that end badly, naming their seeds. */
import { parseArgs } from "node:util";
import { main, run, Trouble } from "./run.mjs";

await main(async () => {
  const { seeds, from } = read();
  const env = { SEEDS: seeds, FROM: from, RUST_BACKTRACE: "0" };
  const cure = "SEED=n cargo test --test sim every_seed tells the story of seed n.";
  await run("cargo", ["test", "--quiet", "--test", "sim", "every_seed"], { env, cure });
  console.log(`${seeds} worlds from seed ${from} ended well`);
});

function read() {
  const { values } = parseArgs({
    options: { seeds: { type: "string", default: "20000" }, from: { type: "string", default: "0" } },
  });
  for (const [name, value] of Object.entries(values)) {
    if (!/^\d+$/.test(value)) throw new Trouble(`--${name} ${value} is not a number.`);
  }
  return values;
}
