import { anyOf } from "../normalise/any-of.ts";

/**
 * What a text talks about, as flags for the classifier: it need not learn each word for a router from examples.
 * Patterns over cleaned text. Word list.
 */
const topics: readonly (readonly [string, RegExp])[] = [
  [
    "status",
    /\b(?:status|outages?|down ?detector|down for|all green|operational|dashboard|incident|health (?:page|endpoint)|green ticks?|servers?)\b/u,
  ],
  [
    "app",
    /\b(?:force (?:quit|stop|close)|task manager|activity monitor|end task|app switcher|tray|quit|quitting|close|closing|reopen|relaunch|kill)\b/u,
  ],
  [
    "router",
    /\b(?:routers?|modems?|hub|fritz ?box|gateway box|internet box|wifi box|the box|orbi|eero|airport|livebox|home ?box|unplug\w*|power cycle|plug)\b/u,
  ],
  [
    "network",
    /\b(?:mobile data|cellular|cell data|hotspot|tether\w*|4g|5g|3g|lte|wifi|wlan|ethernet|lan cable|sim|roaming|another network|other network|neighbou?r'?s?|airplane mode|flight mode)\b/u,
  ],
  ["cache", /\b(?:caches?|cached|temp(?:orary)? files|cookies?|storage|leftovers|site data|junk)\b/u],
  [
    "vpn",
    /\b(?:vpns?|prox(?:y|ies)|nord ?vpn|express ?vpn|surfshark|proton ?vpn|mullvad|wireguard|openvpn|tunnel\w*|private relay|warp|cyberghost|tor)\b/u,
  ],
  [
    "update",
    /\b(?:updat\w+|upgrad\w+|versions?|latest|newest|outdated|app ?store|play ?store|up to date|release|builds?)\b/u,
  ],
  ["dns", /\b(?:dns|ipconfig|flush\w*|resolv\w+|command prompt|terminal|name server|nslookup|mdnsresponder)\b/u],
  [
    "reinstall",
    /\b(?:re-?install\w*|uninstall\w*|(?:delete|remove|erase|drop) (?:the |my |this )?(?:app|spotify|program|application)|install\w*|from scratch|clean copy|re-?download\w*)\b/u,
  ],
  [
    "login",
    /\b(?:log(?:ging|ged)? ?(?:out|off|in|on)|sign(?:ing|ed)? ?(?:out|off|in)|log ?out|sessions?|password|credentials|re-?authenticate|log ?in)\b/u,
  ],
  ["downloads", /\b(?:downloads?|downloaded|offline|playlists?|library|liked songs|saved|favou?rites|collection)\b/u],
  [
    "lose",
    /\b(?:lose|lost|losing|gone|wip(?:e|es|ed)|delete[sd]?|keep|kept|survive|erased?|disappear|vanish|safe|stay|remain)\b/u,
  ],
  [
    "time",
    /\b(?:how long|how much time|how many (?:minutes|hours)|minutes|hours|when|until|till|by tonight|eta|soon|quick|fast|duration)\b/u,
  ],
  [
    "person",
    /\b(?:human|person|people|agent|operator|someone|somebody|representative|staff|employee|colleague|supervisor|manager|technician|expert|specialist|pro|professional|support)\b/u,
  ],
  ["step", /\b(?:steps?|guide|part|one|bit|thing)\b/u],
  [
    "asks",
    /^(?:so |and |but |ok |hey |hi |please |well |um )*(?:what|why|how|when|where|who|which|is|are|does|do|did|can|could|should|will|would|has|have|am|must|shall|explain|define)\b/u,
  ],
];

const any = anyOf(topics.map(([, pattern]) => pattern));

/** Names of the topics of a text. */
export const topicsOf = (typed: string): string[] =>
  any.test(typed) ? topics.filter(([, pattern]) => pattern.test(typed)).map(([name]) => name) : [];
