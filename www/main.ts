/** Starts the demo page: language first, then the app server, then everything that needs it. */

import { Clouds } from "./page/clouds.ts";
import { Credentials } from "./page/credential.ts";
import { find, write } from "./page/dom.ts";
import { Files } from "./page/files.ts";
import { openIntake } from "./page/intake.ts";
import { type Language, preferred, remember, speak } from "./page/language.ts";
import { Log } from "./page/log.ts";
import { config } from "./page/server.ts";

openLanguage();
const log = new Log();
const trouble = find("#trouble");
find("#again").addEventListener("click", () => void open());
void open();

async function open(): Promise<void> {
  const answer = await config().catch(() => undefined);
  trouble.hidden = answer !== undefined;
  if (answer === undefined) return;
  const clouds = new Clouds(answer, (cloud, line) => log.add(cloud, line));
  const files = new Files();
  new Credentials(() => clouds.stations);
  openIntake({
    take: (name, file) => files.add(clouds.chosen, name, file),
    complain: (text) => write(find("#live"), text),
  });
  document.body.dataset.ready = "";
}

function openLanguage(): void {
  const first = preferred();
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="language"]')) {
    input.checked = input.value === first;
    input.addEventListener("change", () => {
      remember(input.value as Language);
      speak(input.value as Language);
    });
  }
  speak(first);
}
