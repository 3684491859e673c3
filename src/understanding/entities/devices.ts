import type { Device } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { testOfAny } from "../normalise/patterns.ts";
import { plainPattern } from "../normalise/plain-letters.ts";

/** Devices that a text names: `denied` are those it says it is not about, and of these `absent` those nobody has. */
export type DevicesNamed = { named: readonly Device[]; denied: readonly Device[]; absent: readonly Device[] };

const deniedBefore =
  /(?:\b(?:not|no|isn't|isnt|ain't|aint|wasn't|never|without|don't have|dont have|do not have|don't own|dont own|don't use|dont use|do not use|haven't got|instead of|rather than|than|unlike|neither|nor|anything but|used to have|had|sold|gave up|broke|lost|other than|besides|except|apart from|hate|no more|sadly no|can't afford)\b[\s,]+(?:an?\s|the\s|my\s|on\s|in\s|using\s|with\s|any\s|of\s|for\s|old\s|one of\s|your\s|his\s|her\s|it\s|is\s|this\s|that\s|me\s|an\s|apple\s|google\s)*)$/u;
const deniedAfter =
  /^(?:'s| is| was|s)?(?: at work| of my \w+| of the \w+)? ?(?:is fine|fine\b|works|is in the shop|in the shop|is broken|died|is dead|at work|at the office|once|before|years ago|last year|is ok|plays fine|works fine|used to)\b/u;

/** Before a device that this person does not have, or does not use. */
const absentBefore =
  /\b(?:don't|dont|do not|never|haven't) (?:have|own|use|got|owned|used|had)\b[\s,]+(?:an?\s|the\s|my\s|any\s|one of\s|apple\s|google\s)*$|\bno $/u;
/** The same in the other languages that are understood, with accents or without. */
const absentBeforeElsewhere =
  /(?:^|[^\p{L}])(?:kein(?:e|en)?|nicht(?: ein)?|n[aã]o (?:tenho|[eé]|uso)(?: um)?|no (?:tengo|es|uso)(?: un)?|non (?:ho|[eè]|uso)(?: un)?|pas (?:d'|de |un )?|geen|nie (?:mam|jest to)|inte(?: en)?|ikke(?: en)?|nem[aá]m|не|нет)\s*$/u;
/** And after one, where the language denies behind it. */
const absentAfterElsewhere = /^\s*(?:değil|degil|yok|じゃない|ではない|はない|持っていない)/u;

/** Names as whole words; those of other alphabets are found anywhere, since \w and \b know only ours. */
const anyName = (names: readonly string[]): RegExp =>
  new RegExp(`(?<!\\w)(?:${names.map(plainPattern).join("|")})(?!\\w)`, "u");

/**
 * Creates the reader of devices; they come in no order. A device that is both named and denied counts as named. A name
 * that was matched is taken out of the text, so that "android tv" is no phone.
 */
export function deviceReader({ devices }: Lexicon["devices"]): (typed: string) => DevicesNamed {
  const names = devices.map(({ device, names: alternatives }) => [device, anyName(alternatives)] as const);
  const any = testOfAny(names.map(([, pattern]) => pattern));
  return (typed) => {
    if (!any(typed)) return { named: [], denied: [], absent: [] };
    const named = new Set<Device>();
    const denied = new Set<Device>();
    const absent = new Set<Device>();
    let rest = typed;
    for (const [device, pattern] of names) {
      for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
        const after = rest.slice(match.index + match[0].length);
        const before = rest.slice(0, match.index);
        const isAbsent =
          absentBefore.test(before) || absentBeforeElsewhere.test(before) || absentAfterElsewhere.test(after);
        const isDenied = isAbsent || deniedBefore.test(before) || deniedAfter.test(after);
        (isDenied ? denied : named).add(device);
        if (isAbsent) absent.add(device);
        rest = `${rest.slice(0, match.index)}§${after}`;
      }
    }
    for (const device of named) denied.delete(device);
    return { named: [...named], denied: [...denied], absent: [...absent].filter((device) => !named.has(device)) };
  };
}

/** The one device that is meant; null for none, or if several are possible. A browser on a computer is the browser. */
export function theDevice({ named }: DevicesNamed): Device | null {
  if (named.length === 1) return named[0] ?? null;
  if (named.includes("web") && !named.includes("other")) return "web";
  return null;
}
