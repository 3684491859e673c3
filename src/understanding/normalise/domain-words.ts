/** Words of this subject that typing errors are mended towards, however rare they are in the phrasings. Word list. */
export const domainWords: readonly string[] = [
  "spotify", "gateway", "error", "router", "modem", "restart", "reinstall", "uninstall", "update", "cache", "proxy", "playlist", "playlists", "download", "downloads", "downloaded", "offline", "logout", "login", "password", "browser", "website",
  "windows", "thinkpad", "ideapad", "lenovo", "surface", "laptop", "computer", "desktop", "macbook", "imac", "macos", "ubuntu", "debian", "fedora", "manjaro", "linux", "iphone", "ipad", "android", "samsung", "galaxy", "pixel", "xiaomi", "redmi", "huawei", "motorola", "oneplus", "nokia", "fairphone",
  "chrome", "firefox", "safari", "opera", "chromebook", "chromecast", "playstation", "xbox", "nintendo", "alexa", "sonos", "carplay", "television", "speaker", "roku",
  "human", "person", "operator", "agent", "support", "technician", "status", "outage", "network", "hotspot", "cellular", "steps", "step", "repeat", "continue", "skip", "back", "again", "fixed", "working", "works", "broken", "worked", "finished", "moment", "minute", "minutes", "thanks", "thank", "goodbye", "hello", "please", "sorry", "language", "instructions", "guide", "previous", "beginning", "dangerous", "serious", "difficult", "complicated", "professional", "explain", "understand",
];
