// @ts-check
/** The whole matrix, family by family. */

import { answers } from "./cells/answers.mjs";
import { clock } from "./cells/clock.mjs";
import { connections } from "./cells/connections.mjs";
import { control } from "./cells/control.mjs";
import { credentials } from "./cells/credentials.mjs";
import { damage } from "./cells/damage.mjs";
import { files } from "./cells/files.mjs";
import { rules } from "./cells/hidden.mjs";
import { life } from "./cells/life.mjs";
import { lost } from "./cells/lost.mjs";
import { places } from "./cells/places.mjs";

/** @type {import("./cell.d.ts").Family[]} */
export const FAMILIES = [answers, lost, connections, credentials, clock, rules, damage, files, control, life, places];
