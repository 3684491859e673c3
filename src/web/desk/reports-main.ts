import "@fluentui/web-components/button/define.js";

import { reportsEn as words } from "../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "./desk-call.ts";
import { element } from "./element.ts";
import { openReports } from "./reports/report-page.ts";
import { signInView } from "./sign-in-view.ts";
import { followTheme } from "./theme.ts";

const place = document.getElementById("reports") as HTMLElement;
followTheme();
await begin();

async function begin(): Promise<void> {
  try {
    const { role } = await call<{ role: "lead" | "agent" }>("GET", "/me");
    if (role === "lead") return openReports(place);
    place.replaceChildren(
      element("main", { class: "refused" }, element("h1", {}, words.name), element("p", {}, words.leadsOnly)),
    );
  } catch (cause) {
    if (cause instanceof Refused) return signInView(place);
    setTimeout(() => void begin(), 2_000);
  }
}
