// @ts-check
/** `npm start`: sets up, builds what changed, and serves the demo page with the app server and the local cloud. */
import { build } from "./build.mjs";
import { main, Trouble } from "./run.mjs";

await main(async () => {
  const port = Number(process.env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Trouble(`PORT is "${process.env.PORT}".`, "give a number up to 65535; 0 takes any free port.");
  }
  await build();
  const server = await serve(port);
  console.log(`\nOpen ${server.url} and drop a file. Ctrl-C ends it.\n`);
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
});

/** @param {number} port */
async function serve(port) {
  // Only now: before the set-up there may be no node_modules to import from.
  const { startServer } = await import("../www/server/index.mjs");
  const { SetupError } = await import("../www/server/clouds.mjs");
  console.log("· the app server; for every cloud without keys in the environment, the local one");
  try {
    return await startServer({ port, log: (line) => console.log(line) });
  } catch (error) {
    if (error instanceof SetupError) throw new Trouble(error.message, "the README lists the variables of each cloud.");
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EADDRINUSE") {
      throw new Trouble(`Port ${port} is taken.`, "PORT=0 npm start takes any free one.");
    }
    if (code === "EACCES") throw new Trouble(`Port ${port} may not be opened.`, "use one above 1023.");
    throw error;
  }
}
