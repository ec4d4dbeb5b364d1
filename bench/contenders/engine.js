/** The engine alone: a session whose cloud answers at once, as fast as it can be driven. */
import { core } from "../../ts/core.ts";
import { CREDENTIALS } from "./trebucket.js";

export const title = "engine";

/** Requests of one upload and microseconds of engine time a part, by the number of parts. */
export async function engine({ plans }) {
  const { Session } = await core();
  const told = {};
  for (let turn = 0; turn < TURNS; turn++) {
    for (const plan of plans) {
      const drive = new Drive(new Session(OPTIONS, 1), plan);
      for (let at = 0; at < PARTS_A_TURN / plan.parts; at++) drive.upload(at + 1);
      const each = (drive.spent * 1000) / (drive.uploads * plan.parts);
      told[`µs of ${plan.parts}`] = Math.min(told[`µs of ${plan.parts}`] ?? Number.POSITIVE_INFINITY, each);
      told[`requests of ${plan.parts}`] = drive.requests / drive.uploads;
      drive.session.free();
    }
  }
  return told;
}

/** Obeys a session. Its clock goes on by what a part takes on a fast line. */
class Drive {
  constructor(session, plan) {
    this.session = session;
    this.plan = plan;
    this.mono = 0;
    this.spent = 0;
    this.requests = 0;
    this.uploads = 0;
    this.answers = [];
  }

  upload(id) {
    const { parts, partSize } = this.plan;
    this.done = false;
    this.turn((session) =>
      session.nudge("upload", id, JSON.stringify({ key: "large", size: parts * partSize, partSize })),
    );
    while (this.answers.length) this.turn(this.answers.shift());
    if (!this.done) throw new Error("the upload stopped half way");
    this.uploads += 1;
  }

  turn(nudge) {
    this.mono += PART_MS;
    const commands = [];
    const began = performance.now();
    this.session.tick(this.mono, EPOCH + this.mono);
    nudge(this.session);
    for (let command = this.session.poll(); command !== undefined; command = this.session.poll())
      commands.push(JSON.parse(command));
    this.session.deadline();
    this.spent += performance.now() - began;
    for (const command of commands) this.obey(command);
  }

  obey(command) {
    if (command.do === "askCredential") {
      const expiration = EPOCH + 1e12;
      this.answers.push((session) =>
        session.credential(command.ask, 200, "", JSON.stringify({ ...CREDENTIALS, expiration })),
      );
    } else if (command.do === "send") {
      this.requests += 1;
      this.answers.push(this.answer(command));
    } else if (command.do === "done") {
      this.done = command.result.verified;
    } else if (command.do === "fail") throw new Error(command.error.message);
  }

  answer({ request, part, url }) {
    const { crc64, whole } = this.plan;
    const sum = part ? crc64 : whole;
    const headers = `etag: "0123456789abcdef0123456789abcdef-1"\r\nx-oss-hash-crc64ecma: ${sum}\r\nx-oss-request-id: 5C3D9175B6FC201293AD4FE5\r\n`;
    if (part) return (session) => session.reply(request, 200, headers, "", crc64, "");
    const word = url.includes("uploads") ? "InitiateMultipartUploadResult" : "CompleteMultipartUploadResult";
    const body = `<${word}><Bucket>bench</Bucket><Key>large</Key><UploadId>0004B989</UploadId><ETag>"1"</ETag></${word}>`;
    return (session) => session.reply(request, 200, headers, body, "", "");
  }
}

const OPTIONS = JSON.stringify({
  provider: "oss",
  bucket: "bench",
  region: "cn-hangzhou",
  renewable: true,
  debug: false,
});
const EPOCH = 1_700_000_000_000;
const PART_MS = 80;
const PARTS_A_TURN = 10_000;
const TURNS = 3;
