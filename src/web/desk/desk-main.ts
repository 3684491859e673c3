import "@fluentui/web-components/button/define.js";
import "@fluentui/web-components/menu/define.js";
import "@fluentui/web-components/menu-button/define.js";
import "@fluentui/web-components/menu-item/define.js";
import "@fluentui/web-components/menu-list/define.js";

import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { call, Refused, signIn } from "./desk-call.ts";
import { openDesk } from "./desk-page.ts";
import { faultOf, signInView } from "./sign-in-view.ts";
import type { State } from "./state.ts";
import { followTheme } from "./theme.ts";

type Me = { login: string } & Pick<State, "role" | "agents" | "answerWithinMs" | "articles">;

const place = document.getElementById("desk") as HTMLElement;
followTheme();

await begin();

/** Why the provider's sign-in failed, in words; null: it did not. */
function takeRefusal(): string | null {
  const fault = new URLSearchParams(location.hash.slice(1)).get("sign-in");
  if (fault === null) return null;
  history.replaceState(null, "", location.pathname);
  return words.signInFaults[fault as keyof typeof words.signInFaults] ?? words.signInFaults.failed;
}

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
  const refused = takeRefusal();
  if (refused !== null) return signInView(place, refused);
  try {
    const { login: me, ...known } = await call<Me>("GET", "/me");
    openDesk(place, { ...known, me });
  } catch (cause) {
    if (cause instanceof Refused) return signInView(place);
    setTimeout(() => void begin(), 2_000);
  }
}
