/** Changes one byte of one signed element, as somebody on the way might. */
import type { Dice } from "./dice.ts";
import { isPathStyle, type Received } from "./judge.ts";
import { type Drawn, SIGNED_V1, type Signature } from "./requests.ts";

/** What was changed, and the request with that change. */
export interface Damaged {
  what: string;
  received: Received;
}

export function damage(
  received: Received,
  drawn: Drawn,
  signature: Signature,
  signedHeaders: string[],
  dice: Dice,
): Damaged {
  const ways = [
    () => ({ what: "the method", received: { ...received, method: changed(received.method, dice) } }),
    ...atPath(received, drawn, dice),
    ...(signature.startsWith("oss")
      ? [() => ({ what: "the bucket", received: { ...received, bucket: changed(received.bucket, dice) } })]
      : []),
    ...signedHeaders.filter((name) => received.headers[name]).map((name) => () => atHeader(received, name, dice)),
    ...received.query.flatMap((pair, at) =>
      isSigned(pair[0], drawn, signature) ? [() => atQuery(received, at, dice)] : [],
    ),
    () => atSignature(received, dice),
  ];
  return dice.pick(ways)();
}

function atPath(received: Received, { bucket, request }: Drawn, dice: Dice) {
  if (request.key === "") return [];
  const start = isPathStyle(bucket) ? bucket.bucket.length + 2 : 1;
  const path = () => received.path.slice(0, start) + changed(received.path.slice(start), dice);
  return [() => ({ what: "the key", received: { ...received, path: path() } })];
}

function atHeader(received: Received, name: string, dice: Dice): Damaged {
  const value = changed(received.headers[name] ?? "", dice);
  return { what: `the header ${name}`, received: { ...received, headers: { ...received.headers, [name]: value } } };
}

function atQuery(received: Received, at: number, dice: Dice): Damaged {
  const query = received.query.map(([name, value], index): [string, string] => {
    if (index !== at) return [name, value];
    return value === "" ? [changed(name, dice), value] : [name, changed(value, dice)];
  });
  return { what: `the parameter ${received.query[at]?.[0]}`, received: { ...received, query } };
}

function atSignature(received: Received, dice: Dice): Damaged {
  const end = /([0-9a-f]{40,64}|[A-Za-z0-9+/]{27}=)$/;
  const other = (text: string) => text.replace(end, (signature) => changed(signature, dice));
  const { authorization } = received.headers;
  if (authorization) {
    return {
      what: "the signature",
      received: { ...received, headers: { ...received.headers, authorization: other(authorization) } },
    };
  }
  const query = received.query.map(([name, value]): [string, string] => [
    name,
    /signature$|^authorization$/i.test(name) ? other(value) : value,
  ]);
  return { what: "the signature", received: { ...received, query } };
}

/** The caller's own parameters, the token, and the times; where a signature names its id, the id is no element of its own. */
function isSigned(name: string, { request }: Drawn, signature: Signature): boolean {
  if (name.endsWith("security-token") || TIMES.includes(name)) return true;
  if (!(name in request.query)) return false;
  return signature !== "oss v1" || [...SIGNED_V1, "uploads", "uploadId", "partNumber"].includes(name);
}

function changed(text: string, dice: Dice): string {
  const characters = [...text];
  const at = dice.below(characters.length);
  characters[at] = characters[at] === "q" ? "w" : "q";
  return characters.join("");
}

const TIMES = ["Expires", "x-oss-date", "x-oss-expires", "q-key-time"];
