// @ts-check
/**
 * Spells the private members of inner classes as short plain ones. In the syntax of 2019 a `#member` becomes a WeakMap and
 * a call around each use: larger, and slower. The classes that a page holds keep theirs: an uploader leads to its credentials.
 */
import { readFile } from "node:fs/promises";

/** @type {import("esbuild").Plugin} */
export const PLAIN_PRIVATES = {
  name: "plain-privates",
  setup(esbuild) {
    esbuild.initialOptions.mangleProps = PLAIN;
    esbuild.onLoad({ filter: /[\\/]ts[\\/][a-z]+\.ts$/ }, async ({ path }) => {
      if (PUBLIC.test(path)) return undefined;
      const text = await readFile(path, "utf8");
      const names = Array.from(text.matchAll(DECLARED), ([, name = ""]) => name);
      const contents = names.reduce((spelled, name) => spelled.replaceAll(`#${name}`, `$${name}`), text);
      return { contents, loader: "ts" };
    });
  },
};

/** The uploader and the errors. */
const PUBLIC = /[\\/](?:uploader|errors)\.ts$/;

/** A private member where a class declares it. */
const DECLARED = /^ {2}(?:(?:readonly|async|get|set) )*#(\w+)/gm;

/** How it is spelled until it is shortened. */
const PLAIN = /^\$[a-z]/;
