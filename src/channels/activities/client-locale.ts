/** What an activity tells of where its sender is: in Teams, in Web Chat, and by a device's own clock. */
export type ToldPlace = {
  localTimezone?: string | null | undefined;
  localTimestamp?: string | null | undefined;
  entities?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
};

/** The person's language, `en` where none is told or what is told is none. */
export function localeOf(locale: string | null | undefined): string {
  return locale && /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(locale) ? locale : "en";
}

/** The person's time zone, to be spread into a `Party`: by its name, else by how far the device's clock is from UTC. */
export function timeZoneOf({ localTimezone, localTimestamp, entities }: ToldPlace): { timeZone?: string } {
  const client = entities?.find(({ type }) => type === "clientInfo")?.["timezone"];
  const offset = /[+-]\d\d:\d\d$/.exec(localTimestamp ?? "")?.[0];
  const timeZone = [localTimezone, client, offset].find((told) => typeof told === "string" && isTimeZone(told));
  return typeof timeZone === "string" ? { timeZone } : {};
}

/**
 * Asking `Intl` takes longer than reading the rest of an activity. The names come from strangers, so only so many are
 * kept.
 */
const known = new Map<string, boolean>();

function isTimeZone(name: string): boolean {
  if (name.length > 64) return false;
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const found = resolves(name);
  if (known.size < 1_000) known.set(name, found);
  return found;
}

function resolves(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
