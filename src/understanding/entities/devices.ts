import type { Device } from "../../../knowledge/article.ts";
import { anyDeviceName, deviceNames } from "./device-names.ts";

/** Devices a text names: those it is about, and those it says it is not. */
export type DevicesNamed = { named: readonly Device[]; denied: readonly Device[] };

const deniedBefore =
  /(?:\b(?:not|no|isn't|isnt|ain't|aint|wasn't|never|without|don't have|dont have|do not have|don't own|dont own|haven't got|instead of|rather than|than|unlike|neither|nor|anything but|used to have|had|sold|gave up|broke|lost|other than|besides|except|apart from|hate|no more|sadly no|can't afford)\b[\s,]+(?:an?\s|the\s|my\s|on\s|in\s|using\s|with\s|any\s|of\s|for\s|old\s|one of\s|your\s|his\s|her\s|it\s|is\s|this\s|that\s|me\s|an\s|apple\s|google\s)*)$/u;
const deniedAfter =
  /^(?:'s| is| was|s)?(?: at work| of my \w+| of the \w+)? ?(?:is fine|fine\b|works|is in the shop|in the shop|is broken|died|is dead|at work|at the office|once|before|years ago|last year|is ok|plays fine|works fine|used to)\b/u;

/** Reads the devices of a text, in no order; a device both named and denied elsewhere counts as named. */
export function readDevices(typed: string): DevicesNamed {
  if (!anyDeviceName.test(typed)) return { named: [], denied: [] };
  const named = new Set<Device>();
  const denied = new Set<Device>();
  let rest = typed;
  for (const [device, pattern] of deviceNames) {
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const not =
        deniedBefore.test(rest.slice(0, match.index)) || deniedAfter.test(rest.slice(match.index + match[0].length));
      (not ? denied : named).add(device);
      rest = `${rest.slice(0, match.index)}§${rest.slice(match.index + match[0].length)}`;
    }
  }
  for (const device of named) denied.delete(device);
  return { named: [...named], denied: [...denied] };
}

/**
 * The one device that is meant, or null where there is none or the choice is open. A browser on a computer is the
 * browser.
 */
export function theDevice({ named }: DevicesNamed): Device | null {
  if (named.length === 1) return named[0] ?? null;
  if (named.includes("web") && !named.includes("other")) return "web";
  if (named.length === 2 && named.includes("other") && (named.includes("ios") || named.includes("android")))
    return null;
  return null;
}
