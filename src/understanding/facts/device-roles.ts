import { type Device, devices as allDevices } from "../../../knowledge/article.ts";
import type { ReadEntities } from "../entities/read-entities.ts";
import { type Outcome, type Role, roles } from "./message-facts.ts";

/** The devices of a text and how each stands: by the heads, then by what its clauses say. */

type DeviceInRole = { device: Device; role: Role };

/** Logits from which a device counts that the text names, and one that only the head sees; chosen on own texts. */
const thresholds = { named: -2.5, alone: 1, besidesNamed: 3 };
/** Names a kind of device, of which we know several: "on my computer" is no word of Windows. */
const kindOfDevice = /\b(?:computers?|laptops?|notebooks?|desktops?|phones?|mobiles?|cell|tablets?|handy)\b/u;

/** Devices that the text names, with the role that the head gives them; and those that only the head sees, if sure. */
export function devicesOf(
  heads: Readonly<Record<string, Float32Array>>,
  devices: readonly Device[],
  typed: string,
): DeviceInRole[] {
  const unnamed = devices.length > 0 ? thresholds.besidesNamed : thresholds.alone;
  const alone = kindOfDevice.test(typed) ? Number.POSITIVE_INFINITY : unnamed;
  const scores = heads["devices"];
  return allDevices.flatMap((device, row) => {
    const logits = roles.map((_, at) => scores?.[row * roles.length + at] ?? -9);
    const best = Math.max(...logits);
    const named = devices.includes(device);
    if (best <= (named ? thresholds.named : alone)) return [];
    return [{ device, role: roles[logits.indexOf(best)] ?? "unclear" }];
  });
}

const roleBorder = /[,.;!?\n]+\s*|\s+(?:but|and|while|whereas|only|though|although|yet)\s+/u;
/** What a page shows is said of no device. */
const fineOnPage = /\b(?:status|pages?|sites?|down ?detector)(?: \w+)? (?:all )?(?:fine|ok|okay|good|great)\b/gu;
const again = /\b(?:now|again|finally|since)\b/u;
const fine =
  /\b(?:fine|ok|okay|good|great|perfectly?|no (?:problems?|issues?|trouble|errors?)|without (?:a )?(?:problems?|issues?|trouble|hitch))\b/u;

/**
 * The roles that single clauses tell: "works on my mac, only the phone has the error". A device that nobody has ("I don't
 * have an iPhone") does not fail, whatever the head sees in its name.
 */
export function withRoles(devices: readonly DeviceInRole[], typed: string, readEntities: ReadEntities): DeviceInRole[] {
  const { absent } = readEntities(typed).devices;
  const clauseRoles = new Map<Device, Role>();
  for (const written of typed.split(roleBorder)) {
    const clause = written.replace(fineOnPage, " ");
    const { devices: inClause, outcome, codes } = readEntities(clause);
    const works = outcome.works || fine.test(clause);
    const fails = outcome.fails || codes.ours !== null;
    // "My phone is fine" counts as a device that is not meant, which works.
    if (works) for (const device of inClause.denied) clauseRoles.set(device, "works");
    // "502 on my iPhone, works on my iPad": two of one kind, of which one fails.
    const isFirst = (device: Device): boolean => fails || clauseRoles.get(device) !== "fails" || again.test(clause);
    if (works !== fails)
      for (const device of inClause.named.filter(isFirst)) clauseRoles.set(device, works ? "works" : "fails");
  }
  const silent = [...clauseRoles].filter(([device]) => devices.every((one) => one.device !== device));
  return [
    ...devices
      .map(({ device, role }) => ({ device, role: clauseRoles.get(device) ?? role }))
      .filter(({ device, role }) => role !== "fails" || !absent.includes(device)),
    ...silent.map(([device, role]) => ({ device, role })),
  ];
}

/** Where the music plays again, the only device that is named plays it. */
export function cured(devices: DeviceInRole[], outcome: Outcome | null): DeviceInRole[] {
  const [only] = devices;
  return outcome === "fixed" && only && devices.length === 1 ? [{ ...only, role: "works" }] : devices;
}
