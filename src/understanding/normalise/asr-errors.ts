import { anyOf } from "./any-of.ts";

/**
 * What dictation and ears make of the words of this subject, as patterns over cleaned text, in order. A pattern is
 * listed only where the misheard form hardly ever means itself here.
 */
const misheard: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:bad|bat|bed|bald) ?(?:get ?-?a ?-?ways?|gate ?-?(?:way|weigh|whey|weight|ways|wey)|gait ?way|gateaway|gatway|gatewa|getway|get way|gate away)\b/gu,
    "bad gateway",
  ],
  [/\b(?:badd|bda|bads) ?gate ?-?way\b/gu, "bad gateway"],
  [/\bgate ?-?(?:way|weigh|whey)\b/gu, "gateway"],
  [/\bspot+(?:y|ie|ed|er)? ?-?(?:fi|fy|fie|phi|fry|fries|fire|five|fine|pie|pi)\b/gu, "spotify"],
  [/\bspot+ ?-?(?:if|of|a|o|off?|the|to|i) ?-?(?:i|fi|fy|eye|fie|five|fly|fry)\b/gu, "spotify"],
  [/\bspot ?-?i ?-?(?:fi|fy|fly|fry)\b|\bspotif ?i\b|\bsputify\b|\bspot my fi\b|\bspotified\b/gu, "spotify"],
  [
    /\b(?:air|era|arrow|errol|ever|hair|heir|eraser|err|eror|errror|erro) ?(?:or )?(?=(?:code )?(?:\d{3}\b|fi[vf]e\b))/gu,
    "error ",
  ],
  [/\bwhy fi\b|\bwi[ -]fi\b|\bwife eye\b|\bwhy fly\b|\bwy fy\b|\bwify\b|\bwiffy\b|\bwife i\b/gu, "wifi"],
  [/\b(?:root her|row ?ter|rooter|rowter|rutor|rooder|route her|ruter|rauter)\b/gu, "router"],
  [/\bmow ?dem\b|\bmoh dem\b|\bmode um\b/gu, "modem"],
  [/\b(?:v|vee) ?-?(?:p|pea|pee) ?-?(?:n|en|end|and)\b/gu, "vpn"],
  [/\b(?:d|dee) ?-?(?:n|en|and) ?-?(?:s|es|ess)\b/gu, "dns"],
  [/\bi ?-?s ?-?p\b/gu, "isp"],
  [
    /\b(clear\w*|empty\w*|delet\w*|wip\w*|clean\w*|purg\w*|dump\w*|flush\w*|remov\w*|eras\w*)((?: out)?(?: the| my| this| that| all| its| spotify| app){0,3}) (?:cash|catch|cashe|cach|cashed|caches|stash|cache's)\b/gu,
    "$1$2 cache",
  ],
  [/\b(?:cash|catch|cashe|cach) (?=step|folder|thing|file|memory|clear|clean|of spotify|of the app)/gu, "cache "],
  [/\bnet ?-?fl(?:icks|ix|icts)\b/gu, "netflix"],
  [/\bdizzy plus\b|\bdisney plus\b/gu, "disney+"],
  [/\byou ?-?tube\b/gu, "youtube"],
  [/\bre-(start|boot|install|load|fresh|connect|open|set|log)/gu, "re$1"],
  [/\bun-(install|plug)/gu, "un$1"],
  [/\b(?:win dows|windoze|window's)\b/gu, "windows"],
  [/\b(?:you|a|oh) ?-?(?:boon|bun) ?-?(?:to|two|too|do)\b|\bubunto\b/gu, "ubuntu"],
  [/\bline ?-?(?:ux|ox)\b|\blin ?-?(?:ux|ox|icks)\b|\blynx os\b/gu, "linux"],
  [/\b(?:an|and) ?-?(?:droid|roid)\b|\bandroyd\b|\bandriod\b/gu, "android"],
  [/\b(?:eye|i|aye) ?-?(?:phone|fone|foam|pone)s?\b/gu, "iphone"],
  [/\b(?:eye|i|aye) ?-?pads?\b/gu, "ipad"],
  [/\bmack? ?-?(?:book|buk)s?\b/gu, "macbook"],
  [/\bi ?-?mack?s?\b/gu, "imac"],
  [/\bblue ?-?tooth\b/gu, "bluetooth"],
  [/\bpass ?-?word\b/gu, "password"],
  [/\bplay ?-?list(s?)\b/gu, "playlist$1"],
  [/\blap ?-?top\b/gu, "laptop"],
  [/\bdesk ?-?top\b/gu, "desktop"],
  [/\bdown ?-?load/gu, "download"],
  [/\bup ?-?date/gu, "update"],
  [/\bhot ?-?(?:spot|spout)\b/gu, "hotspot"],
  [/\b(sign|sine|sing|log|lock|logg) ?-?(out|off)(?= and| of|$)/gu, "log out"],
  [/\b(?:sine|sing) (in|out|off)\b/gu, "sign $1"],
  [/\bhell (?:low|lo)\b|\bhallo\b|\bhullo\b|\bhelo\b|\bhelloo\b/gu, "hello"],
  [/\b(?:fair|far) ?(?:well|wheel)\b/gu, "farewell"],
];

const any = anyOf(misheard.map(([pattern]) => pattern));

/** Puts words right that were heard wrong or written apart. */
export function hear(text: string): string {
  if (!any.test(text)) return text;
  let heard = text;
  for (const [pattern, word] of misheard) heard = heard.replace(pattern, word);
  return heard;
}
