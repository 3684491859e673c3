import type { Device } from "../../knowledge/article.ts";
import { brandReader, type Brands } from "./brands.ts";
import { codeReader, type Codes } from "./codes.ts";
import { readDevices, theDevice, type DevicesNamed } from "./devices.ts";

/** What rules find in a text, before anything is guessed. */
export type Entities = { codes: Codes; brands: Brands; devices: DevicesNamed; device: Device | null };
export type ReadEntities = (typed: string) => Entities;

/** What the rules read by: the names and codes of the article. */
export type Identity = { brand: string; brandAliases: readonly string[]; code: string; codeAliases: readonly string[] };

export function entityReader(identity: Identity): ReadEntities {
  const readCodes = codeReader({ code: identity.code, aliases: identity.codeAliases });
  const readBrands = brandReader({ names: [identity.brand.toLowerCase(), ...identity.brandAliases] });
  return (typed) => {
    const devices = readDevices(typed);
    return { codes: readCodes(typed), brands: readBrands(typed), devices, device: theDevice(devices) };
  };
}

/** The entities as flags for the classifier. */
export function flagsOf({ codes, brands, devices }: Entities): readonly string[] {
  const flags: string[] = [];
  const set = (flag: string, when: boolean): void => {
    if (when) flags.push(flag, `${flag}!`);
  };
  set("code", codes.ours);
  set("code-denied", codes.oursDenied);
  set("code-other", codes.other);
  set("code-elsewhere", codes.elsewhere);
  set("brand", brands.ours);
  set("brand-other", brands.other);
  set("brand-fine", brands.otherFine);
  set("own-server", brands.ownServer);
  for (const device of devices.named) set(`device:${device}`, true);
  set("device", devices.named.length > 0);
  return flags;
}
