import type { Article, Device } from "../../../knowledge/article.ts";
import { brandReader, type Brands } from "./brands.ts";
import { codeReader, type Codes } from "./codes.ts";
import { readDevices, theDevice, type DevicesNamed } from "./devices.ts";
import { readOutcome, type Outcome } from "./outcome.ts";
import { readDoneBefore, readTried } from "./tried.ts";
import { topicsOf } from "./topics.ts";

/** What rules find in a text, before anything is guessed. */
export type Entities = {
  codes: Codes;
  brands: Brands;
  devices: DevicesNamed;
  device: Device | null;
  topics: readonly string[];
  tried: readonly string[];
  /** That whatever is talked about was done before. */
  doneBefore: boolean;
  outcome: Outcome;
};
export type ReadEntities = (typed: string) => Entities;

/** Makes the reader for the products and codes of these articles. */
export function entityReader(articles: readonly Pick<Article, "id" | "identity" | "steps">[]): ReadEntities {
  const readCodes = codeReader(
    articles.map(({ id, identity }) => ({ article: id, code: identity.code, aliases: identity.codeAliases })),
  );
  const readBrands = brandReader({
    names: articles.flatMap(({ identity }) => [identity.brand.toLowerCase(), ...identity.brandAliases]),
  });
  const steps = new Set(articles.flatMap((article) => article.steps.map(({ id }) => id)));
  return (typed) => {
    const devices = readDevices(typed);
    return {
      codes: readCodes(typed),
      brands: readBrands(typed),
      devices,
      device: theDevice(devices),
      topics: topicsOf(typed),
      tried: readTried(typed, steps),
      doneBefore: readDoneBefore(typed),
      outcome: readOutcome(typed),
    };
  };
}

/** The entities as flags for the classifier. */
export function flagsOf({ codes, brands, devices, device, topics, tried, outcome }: Entities): readonly string[] {
  const flags: string[] = [];
  const set = (flag: string, when: boolean): void => {
    if (when) flags.push(flag, `${flag}!`);
  };
  set("code", codes.ours !== null);
  set("code-denied", codes.oursDenied);
  set("code-other", codes.other);
  set("code-elsewhere", codes.elsewhere);
  set("brand", brands.ours);
  set("brand-other", brands.other);
  set("brand-fine", brands.otherFine);
  set("own-server", brands.ownServer);
  set(`device:${device}`, device !== null);
  for (const name of devices.denied) set(`not-device:${name}`, true);
  for (const topic of topics) set(`topic:${topic}`, true);
  set("device", devices.named.length > 0);
  set("tried", tried.length > 0);
  set("works", outcome.works && !outcome.fails);
  set("fails", outcome.fails && !outcome.works);
  set("relapse", outcome.relapse);
  set("unsaid", outcome.unsaid);
  return flags;
}
