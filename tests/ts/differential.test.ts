/**
 * Thousands of random requests a cloud, signed by the built module: official SDK code accepts each, and refuses each
 * after one byte of a signed element is changed. `SEED=7 node --import tsx --test …` draws others.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { createSigner } from "../../dist/index.js";
import { Refusal } from "../../www/cloud/refusal.mjs";
import { damage } from "./differential/damage.ts";
import { Dice } from "./differential/dice.ts";
import { judge, judgeForm, type Received, receive } from "./differential/judge.ts";
import { type Drawn, draw, drawKey, type Signature } from "./differential/requests.ts";

for (const signature of ["oss v4", "oss v1", "bos", "cos"] as const) {
  for (const way of ["headers", "a URL"] as const) {
    test(`official SDK code accepts what ${signature} signs in ${way}, and refuses it changed`, async () => {
      const tally = new Tally();
      for (let seed = SEED; seed < SEED + REQUESTS; seed += 1) {
        await told(seed, () => once(signature, way, new Dice(seed), tally));
      }
      tally.print(`${signature} in ${way}, seeds ${SEED} to ${SEED + REQUESTS - 1}`);
      assert.equal(tally.accepted, REQUESTS);
      assert.equal(tally.refused, REQUESTS);
      tally.assertVariety();
    });
  }

  test(`official SDK code accepts the forms that ${signature} signs, and refuses them changed`, async () => {
    let [accepted, refused] = [0, 0];
    for (let seed = SEED; seed < SEED + FORMS; seed += 1) {
      await told(seed, () => form(signature, new Dice(seed)));
      [accepted, refused] = [accepted + 1, refused + 1];
    }
    console.log(`${signature} forms: ${accepted} accepted, ${refused} refused after a change`);
    assert.equal(accepted, FORMS);
  });
}

class Tally {
  accepted = 0;
  refused = 0;
  readonly characters = new Set<string>();
  readonly codes: Record<string, number> = {};

  print(title: string): void {
    const codes = Object.entries(this.codes).map(([code, count]) => `${count} ${code}`);
    console.log(`${title}: ${this.accepted} accepted, ${this.refused} refused after a change (${codes.join(", ")})`);
  }

  /** Dice that only throw plain keys would prove nothing. */
  assertVariety(): void {
    for (let code = 0x20; code < 0x7f; code += 1) assert.ok(this.characters.has(String.fromCharCode(code)), `${code}`);
    assert.ok(this.characters.size > 500);
    assert.ok((this.codes.SignatureDoesNotMatch ?? 0) > REQUESTS / 2);
  }
}

async function once(signature: Signature, way: "headers" | "a URL", dice: Dice, tally: Tally): Promise<void> {
  const drawn = draw(signature, dice);
  const { bucket, request, credentials, options } = drawn;
  const signer = await createSigner(bucket);
  const { url, headers } =
    way === "headers"
      ? signer.sign(request, credentials, options)
      : { url: signer.presign(request, credentials, options), headers: request.headers };
  assert.equal(new URL(url).href, url, "a browser would ask for another URL");
  const received = receive(request.method, url, trimmed(headers), bucket);
  judge(received, bucket, credentials, options.at);
  tally.accepted += 1;
  for (const one of request.key) tally.characters.add(one);

  const { signedHeaders } = signer.explain(request, credentials, options);
  const { what, received: other } = damage(received, drawn, signature, covered(signedHeaders, way, drawn), dice);
  const code = refusal(other, drawn);
  assert.ok(code, `${what} was changed, and it was accepted`);
  tally.refused += 1;
  tally.codes[code] = (tally.codes[code] ?? 0) + 1;
}

async function form(signature: Signature, dice: Dice): Promise<void> {
  const { bucket, credentials, options } = draw(signature, dice);
  // BOS documents no form with a session token.
  const keys = signature === "bos" ? { ...credentials, sessionToken: "" } : credentials;
  const signer = await createSigner(bucket);
  const policy = {
    ...(dice.chance(50) ? { key: drawKey(signature, dice) } : { keyPrefix: dice.text(0, 20) }),
    ...(dice.chance(50) ? { maxBytes: dice.below(2 ** 31) } : {}),
    ...(dice.chance(50) ? { fields: { "Content-Type": "image/png", success_action_status: "201" } } : {}),
  };
  const signed = signer.postForm(policy, keys, options);
  judgeForm(signed, bucket, keys, options.at);
  const text = signed.fields.policy ?? "";
  const at = dice.below(text.length - 4);
  const other = `${text.slice(0, at)}${text[at] === "A" ? "Q" : "A"}${text.slice(at + 1)}`;
  assert.throws(() => judgeForm({ ...signed, fields: { ...signed.fields, policy: other } }, bucket, keys, options.at));
}

function refusal(received: Received, { bucket, credentials, options }: Drawn): string | undefined {
  try {
    judge(received, bucket, credentials, options.at);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof Refusal, String(thrown));
    return thrown.code;
  }
}

/** A URL is signed without the headers that carry the date and the token. OSS signs no host, whatever it is called. */
function covered(names: string[], way: "headers" | "a URL", { request }: Drawn): string[] {
  const given = Object.keys(request.headers).map((name) => name.toLowerCase());
  return way === "headers" ? names : names.filter((name) => name === "host" || given.includes(name));
}

/** As the browser sends them. */
function trimmed(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
}

async function told(seed: number, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  });
}

const SEED = Number(process.env.SEED ?? 1);
/** Twice for each way of signing: 5,000 a signature. */
const REQUESTS = 2500;
const FORMS = 1000;
