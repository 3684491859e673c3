import "@fluentui/web-components/button/define.js";
import "@fluentui/web-components/menu/define.js";
import "@fluentui/web-components/menu-button/define.js";
import "@fluentui/web-components/menu-item/define.js";
import "@fluentui/web-components/menu-list/define.js";

import { call, Refused, signIn } from "./desk-call.ts";
import { openDesk } from "./desk-page.ts";
import { faultOf, signInView } from "./sign-in-view.ts";
import type { State } from "./state.ts";
import { followTheme } from "./theme.ts";

const place = document.getElementById("desk") as HTMLElement;
followTheme();

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
    const { login, role } = await call<{ login: string; role: State["role"] }>("GET", "/me");
    openDesk(place, { me: login, role });
  } catch (cause) {
    if (cause instanceof Refused) return signInView(place);
    setTimeout(() => void begin(), 2_000);
  }
}
