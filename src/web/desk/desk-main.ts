import { teamsDarkTheme, teamsLightTheme } from "@fluentui/tokens";
import { setTheme } from "@fluentui/web-components/theme/index.js";
import "@fluentui/web-components/button/define.js";
import "@fluentui/web-components/menu/define.js";
import "@fluentui/web-components/menu-button/define.js";
import "@fluentui/web-components/menu-item/define.js";
import "@fluentui/web-components/menu-list/define.js";

import { call, Refused, signIn } from "./desk-call.ts";
import { openDesk } from "./desk-page.ts";
import { faultOf, signInView } from "./sign-in-view.ts";

const place = document.getElementById("desk") as HTMLElement;
const isDark = matchMedia("(prefers-color-scheme: dark)");
const paint = (): void => setTheme(isDark.matches ? teamsDarkTheme : teamsLightTheme);
isDark.addEventListener("change", paint);
paint();

await begin();

/**
 * The sign-in link carries the token behind the `#`, which browsers keep to themselves; it is taken out of the address
 * at once.
 */
async function begin(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) {
    history.replaceState(null, "", location.pathname);
    const fault = await signIn(token).then(() => "", faultOf);
    if (fault !== "") return signInView(place, fault);
  }
  try {
    const { login } = await call<{ login: string }>("GET", "/me");
    openDesk(place, login);
  } catch (cause) {
    if (cause instanceof Refused) return signInView(place);
    setTimeout(() => void begin(), 2_000);
  }
}
