/** What the words of a refusal mean, where its code alone does not tell. */

import type { Hint } from "./hints.ts";

/** The advice for what a cloud answered: its code and message in one text. */
export function meaning(words: string): Hint | undefined {
  return MEANINGS.find(([pattern]) => pattern.test(words))?.[1];
}

/** The advice for an error of the core's, which knows codes only. */
export function nearer(hint: Hint, words: string): Hint {
  if (hint === "app-server-error" && /NoSuchBucket/.test(words)) return "sts-endpoint";
  return REGION.test(words) && COARSE.includes(hint) ? "region" : hint;
}

const REGION = /signing region|specified endpoint|PermanentRedirect/;
const COARSE: Hint[] = ["none", "policy", "signature-mismatch", "credential-refused"];

/** In words of the clouds; the first that fits. */
const MEANINGS: [RegExp, Hint][] = [
  [/TimeTooSkewed|RequestExpired|has expired\./, "clock"],
  [REGION, "region"],
  [/NoSuchBucket/, "no-such-bucket"],
  [/SignatureDoesNotMatch/, "signature-mismatch"],
  [/InvalidAccessKeyId|Token/, "credential-refused"],
  [/Denied|Forbidden/, "policy"],
];
