import "@fluentui/web-components/button/define.js";
import { html, render } from "lit/html.js";

import { reportsEn as words } from "../../../dialogs/wording/reports-en.ts";
import { call, Refused } from "./desk-call.ts";
import { openReports } from "./reports/report-page.ts";
import { defineTrendChart } from "./reports/trend-chart.ts";
import { signInView } from "./sign-in-view.ts";
import { followTheme } from "./theme.ts";

const place = document.getElementById("reports") as HTMLElement;
defineTrendChart();
followTheme();
await begin();

async function begin(): Promise<void> {
  try {
    const { role } = await call<{ role: "lead" | "agent" }>("GET", "/me");
    if (role === "lead") return openReports(place);
    render(
      html`<main class="refused">
        <h1>${words.name}</h1>
        <p>${words.leadsOnly}</p>
      </main>`,
      place,
    );
  } catch (cause) {
    if (cause instanceof Refused) return signInView(place);
    setTimeout(() => void begin(), 2_000);
  }
}
