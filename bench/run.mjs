// @ts-check
/** `npm run bench`: runs every row, contenders taking turns, and writes medians to docs/bench.md. */
import { parseArgs } from "node:util";
import { build } from "../scripts/build.mjs";
import { main, Trouble } from "../scripts/run.mjs";
import { ROWS } from "./rows.mjs";
import { Stage } from "./stage.mjs";
import { print, write } from "./table.mjs";

/** No figure is made of fewer. */
const GUESTS_ROUNDS = 3;

await main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true },
      rounds: { type: "string" },
      contender: { type: "string", multiple: true },
    },
  });
  const unknown = values.only?.find((name) => !ROWS.some((row) => row.name === name));
  if (unknown) throw new Trouble(`No row "${unknown}".`, `rows: ${ROWS.map(({ name }) => name).join(", ")}.`);
  await build();
  const stage = await Stage.open();
  const whole = !values.only && !values.contender;
  const done = [];
  try {
    for (const row of ROWS.filter(({ name }) => values.only?.includes(name) ?? true)) {
      const rounds = Number(values.rounds ?? row.rounds);
      const result = await play(stage, row, rounds, values.contender ?? row.contenders);
      print(result);
      done.push(result);
      if (whole) write(done, stage.browser.version());
    }
  } finally {
    await stage.close();
  }
});

/**
 * A round for warming up, which nobody counts; then in every round each contender once, the order turned by one. Those
 * whom no goal names come to the first rounds only.
 * @param {Stage} stage
 * @param {import("./rows.mjs").Row} row
 * @param {number} rounds
 * @param {string[]} contenders
 */
async function play(stage, row, rounds, contenders) {
  console.log(`· ${row.title}`);
  /** @type {import("./figures.mjs").Runs} */
  const runs = Object.fromEntries(contenders.map((name) => [name, []]));
  const plan = row.prepare ? await row.prepare(stage, rounds) : undefined;
  for (let round = row.cold ? 1 : 0; round <= rounds; round++) {
    for (const at of contenders.keys()) {
      const name = contenders[(at + round) % contenders.length] ?? "";
      if (row.guests?.includes(name) && (round === 0 || round > GUESTS_ROUNDS)) continue;
      try {
        const run = await row.run(stage, name, plan);
        if (round > 0) runs[name]?.push(run);
      } catch (thrown) {
        console.error(`  ${name}, round ${round}: ${thrown}`);
      }
    }
  }
  return { row, runs, rounds };
}
