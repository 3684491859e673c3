import { anyOf } from "../normalise/any-of.ts";

/**
 * Steps that a text says were done before: "restarted the app twice already", "cache is cleared, no luck". Patterns
 * over cleaned text, by the id of the step they are about. Word list.
 */
const app =
  "(?:(?:the|my|this|that) )?(?:spotify |desktop |mobile )?(?:app|spotify|program|client|application|player|it)";
const box = "(?:(?:the|my|our) )?(?:router|modem|wifi(?: box| router)?|hub|internet(?: box)?|fritz ?box|box)";
const and = "(?:and|and also|then|plus|as well as|&|,)";
const times = "(?:(?:already|just|even|also|both|again) )?";

const done: readonly (readonly [string, RegExp])[] = [
  [
    "check-status",
    /\b(?:checked|looked (?:at|on|up)|been (?:on|to)|seen|read) (?:the |your |their |spotify )*(?:status|down ?detector)/u,
  ],
  [
    "restart-app",
    new RegExp(
      `\\b${times}(?:restarted|reopened|relaunched|re-opened|closed|quit|killed|force[- ]?(?:quit|stopped|closed)|rebooted|restarting|reopening)(?: and \\w+)? (?:${box} ${and} )?${app}\\b(?! router| modem)|\\bapp (?:was |is |has been )?(?:restarted|reopened)`,
      "u",
    ),
  ],
  [
    "restart-router",
    new RegExp(
      `\\b${times}(?:restarted|rebooted|reset|unplugged|power[- ]?cycled|turned off|switched off|restarting|rebooting|resetting|unplugging)(?: and \\w+)? (?:${app} ${and} )?${box}\\b|\\b(?:router|modem)(?: and \\w+)? (?:was |is |has been |already )*(?:restarted|rebooted|reset|unplugged)`,
      "u",
    ),
  ],
  [
    "switch-network",
    /\b(?:tried|switched|changed|went|used|tested)(?: it)?(?: (?:to|on|with|over|onto|via|my|the|a))* (?:mobile data|cellular|4g|5g|lte|hotspot|another (?:wifi|network)|other (?:wifi|network)|different (?:wifi|network)|data)\b/u,
  ],
  [
    "clear-cache",
    /\b(?:cleared|emptied|deleted|wiped|cleaned|purged|clearing|emptying|deleting)(?: out)? (?:(?:the|my|its|spotify|app|all|that) )*caches?\b|\bcache (?:was |is |has been |already )*(?:cleared|emptied|deleted|wiped|clean)/u,
  ],
  [
    "disable-vpn",
    /\b(?:turned off|disabled|switched off|disconnected|deactivated|turned|switched|disabling|stopped) (?:(?:the|my) )?(?:vpn|proxy)\b|\b(?:vpn|proxy) (?:was |is |has been |already )*(?:off|disabled|disconnected)/u,
  ],
  [
    "update-app",
    /\b(?:updated|upgraded|updating) (?:(?:the|my) )?(?:app|spotify|it)\b|\b(?:app|spotify) (?:was |is |has been |already )*(?:up to date|updated|(?:on )?the (?:latest|newest) version)|\b(?:have|got|on|running) the (?:latest|newest) version/u,
  ],
  [
    "flush-dns",
    /\b(?:flushed|cleared|reset|flushing) (?:(?:the|my) )?dns\b|\bdns (?:was |is |has been |already )*(?:flushed|cleared)/u,
  ],
  [
    "reinstall",
    /\b(?:reinstalled|re-installed|reinstalling)\b|\b(?:uninstalled|deleted|removed)(?: \w+){0,3} and (?:re-?)?(?:installed|downloaded|added)/u,
  ],
  ["relogin", /\b(?:logged|signed) (?:out|off)\b|\blogging (?:out|off) and\b|\brelogged\b/u],
];
const anyDone = anyOf(done.map(([, pattern]) => pattern));
const notDone =
  /\b(?:not|never|haven't|havent|hasn't|didn't|didnt|don't|without|before i|if i|should i|can i|when i|am i|has it|want to be|getting|gets|being|get|keeps?|keep getting|i am|i'm|im|was|were|me)(?: \w+){0,2}\s*$/u;

/** Ids of the steps that were done, in the order of the table; `steps` are the ids there are. */
export function readTried(typed: string, steps: ReadonlySet<string>): string[] {
  if (!anyDone.test(typed)) return [];
  return done.flatMap(([step, pattern]) => {
    const match = steps.has(step) ? pattern.exec(typed) : null;
    return match && !notDone.test(typed.slice(0, match.index)) ? [step] : [];
  });
}

const participle = "(?:did|done|tried|been|had|gone|made|reset|quit|shut|\\w+ed)";
const before = new RegExp(
  `\\balready (?:have |had |been )?${participle}\\b|\\b${participle}\\b[^.?!]{0,40}\\b(?:already|before|beforehand|earlier|yesterday|last night|this morning|twice|times)\\b|\\bdid (?:that|this|it) (?:one )?(?:first|too)\\b`,
  "u",
);

/** True where a text says of whatever it is about that it was done before, and not that it was not. */
export function readDoneBefore(typed: string): boolean {
  const match = before.exec(typed);
  return (
    match !== null &&
    !/\b(?:not|never|haven't|havent|hasn't|didn't|didnt|can't|cannot|if|whether)(?: \w+)?\s*$/u.test(
      typed.slice(0, match.index),
    )
  );
}
