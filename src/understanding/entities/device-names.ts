import type { Device } from "../../../knowledge/article.ts";
import { anyOf } from "../normalise/any-of.ts";

/**
 * Devices by the names people use, most particular first: a name that was read is taken out of the text, so that
 * "android tv" is no phone and "apple watch" no telephone. Patterns over cleaned text. Word list.
 */
export const deviceNames: readonly (readonly [Device, RegExp])[] = [
  [
    "android",
    /\b(?:(?:galaxy|samsung|lenovo|android|huawei|xiaomi|the|my) tab(?: ?[asm]\d+)?(?: (?:fe|ultra|plus|lite))?(?!s)|tab [asm]\d+|android (?:tablet|phone|mobile)|samsung tablet|lenovo tablet|amazon tablet|kindle fire|fire (?:tablet|hd))\b/u,
  ],
  [
    "other",
    /\b(?:android auto|apple ?car ?play|car ?play|apple ?tv|apple ?watch|android ?tv|google ?tv|fire ?(?:tv|stick)|fire ?tv ?stick|chrome ?cast|xbox|playstation|play station|ps ?[345]|nintendo|wii|smart ?(?:tv|watch|speaker|display)|samsung (?:smart )?tv|lg (?:smart )?tv|lg oled|sony (?:bravia|tv)|bravia|web ?os|tizen|vizio|hisense|tcl|roku|sonos|home ?pods?|echo(?: dot| show)?|alexa|google (?:home|nest)|nest (?:hub|mini|audio)|nest|bose|jbl|denon|heos|marantz|yamaha receiver|av receiver|receiver|amplifier|tv|telly|television|tele|soundbar|sound bar|hi-?fi|speakers?|boombox|car|cars|tesla|bmw|audi|vw|volkswagen|skoda|ford|toyota|dashboard|head unit|van|truck|garmin|fitbit|wear ?os|galaxy watch|pixel watch|watch|wrist|console|set ?top box|streaming box|shield|raspberry pi speaker|oculus|quest|vr headset|peloton|treadmill|fridge|thermomix|stereo|radio|sync 3)\b/u,
  ],
  [
    "web",
    /\b(?:web ?player|web ?page|web ?site|web ?version|web ?app|browsers?|google chrome|chrome(?: ?os)?|chrome ?books?|firefox|safari|microsoft edge|ms edge|edge|opera(?: gx)?|brave|vivaldi|internet explorer|duck ?duck ?go|open\.spotify\.com|open dot spotify|spotify\.com|(?:browser|open|another|separate|just a|in a|in the|ninety open) tabs?|tabs and|the web|web|internet page|incognito|online player|online version|address bar|the site|url)\b/u,
  ],
  [
    "linux",
    /\b(?:linux|ubuntu|[kxl]ubuntu|debian|fedora|arch|manjaro|mint|linux mint|cinnamon|gentoo|suse|open ?suse|tumbleweed|pop!?_? ?os|nix ?os|elementary(?: os)?|zorin|endeavour(?: ?os)?|void linux|slackware|centos|rhel|red hat|rocky|alma|mx linux|steam ?os|steam ?deck|raspbian|raspberry pi|tux|gnome|kde|plasma|wayland|snap package|flatpak|i3wm|deepin|solus|garuda|cachyos|bazzite|nobara)\b/u,
  ],
  [
    "macos",
    /\b(?:mac ?books?(?: ?(?:air|pro))?|mac ?os|mac ?mini|mac ?studio|mac ?pro|i ?macs?|macs?|macintosh|hackintosh|os ?x|mbp|mba|osx|apple (?:computer|laptop|notebook|desktop)|ventura|sonoma|sequoia|monterey|big sur|catalina|mojave|high sierra|el capitan|tahoe|darwin)\b/u,
  ],
  [
    "ios",
    /\b(?:i ?phones?|i ?pads?(?: ?(?:air|pro|mini))?|i ?pods?(?: touch)?|ios(?: ?\d+)?|ipados|apple (?:phone|tablet|mobile|smartphone)|phone (?:from|of|by) apple)\b/u,
  ],
  [
    "android",
    /\b(?:android|androids|samsung|galaxy|pixel|oneplus|one plus|xiaomi|redmi|poco|miui|huawei|honor|oppo|vivo|realme|motorola|moto|nokia|fairphone|nothing phone|xperia|sony phone|lineage ?os|graphene ?os|one ui|tcl phone|htc|zte|asus phone|zenfone|rog phone|lg phone|alcatel|wiko|infinix|tecno|google phone|fire tablet|kindle fire|fire hd|lenovo tab|tab (?:s|a)\d+|note \d+|s2\d(?: ultra)?|play store)\b/u,
  ],
  [
    "windows",
    /\b(?:windows(?: ?(?:xp|vista|7|8|10|11))?|win ?(?:7|8|10|11|xp)|win|microsoft (?:laptop|computer|surface)|surface(?: ?(?:pro|laptop|go|tablet|book))?|thinkpad|ideapad|dell|xps|hp|hp (?:laptop|pavilion)|pavilion|acer|asus|vivobook|zenbook|msi|alienware|toshiba|lenovo|legion|lg gram|gaming (?:pc|rig|laptop|computer)|pc|p c|pcs|desktop pc|microsoft|razer blade|medion|inspiron|latitude|aspire|omen|rog)\b/u,
  ],
];

/** Where this finds nothing, none of them is named. */
export const anyDeviceName = anyOf(deviceNames.map(([, pattern]) => pattern));
