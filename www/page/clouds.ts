/** The choice of cloud, and where in it the files will land. */

import type { Provider } from "../../ts/index.ts";
import { find, h, words, write } from "./dom.ts";
import { onLanguage, texts } from "./language.ts";
import type { Config } from "./server.ts";
import { Station } from "./station.ts";

export class Clouds {
  readonly stations: readonly Station[];
  readonly #config: Config;
  #chosen: Station;

  constructor(config: Config, debug: (cloud: string, line: string) => void) {
    this.#config = config;
    this.stations = ORDER.flatMap((provider) => {
      const place = config.clouds[provider];
      const say = (line: string) => debug(provider.toUpperCase(), line);
      return place === undefined ? [] : [new Station(provider, place, config, say)];
    });
    const [first] = this.stations;
    if (first === undefined) throw new Error("no cloud is configured");
    this.#chosen = first;
    find("#clouds").replaceChildren(...this.stations.map((station) => this.#choice(station)));
    onLanguage(() => this.#describe());
    this.#describe();
  }

  get chosen(): Station {
    return this.#chosen;
  }

  #choice(station: Station): HTMLElement {
    const input = h("input", { type: "radio", name: "cloud", value: station.provider });
    input.checked = station === this.#chosen;
    input.addEventListener("change", () => {
      this.#chosen = station;
      this.#describe();
    });
    return h("label.choice", {}, input, words("span", NAMES[station.provider]));
  }

  #describe(): void {
    const { bucket, region, endpoint, local } = this.#chosen.place;
    const t = texts();
    const facts = [`${bucket}/${this.#config.keyPrefix}`, region, endpoint?.replace(/^https?:\/\//, "")].filter(
      (fact) => fact !== undefined,
    );
    find("#place").replaceChildren(...facts.map((fact) => h("code", {}, fact)));
    find("#local").hidden = local !== true;
    write(find("#who"), t.signedInAs(this.#config.user));
  }
}

const ORDER: readonly Provider[] = ["oss", "bos", "cos"];
const NAMES = { oss: "cloudOss", bos: "cloudBos", cos: "cloudCos" } as const;
