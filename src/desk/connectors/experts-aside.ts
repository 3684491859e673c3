import { z } from "zod";

import type { Guides } from "../../../dialogs/guides.ts";
import type { ConnectorLinks } from "../../turn/case-calls.ts";
import type { CaseStore } from "../../turn/case-store.ts";
import type { Aside, InThread } from "../../turn/experts.ts";
import type { BringIn, Done } from "./bring-in.ts";
import { expertsCard } from "./experts-card.ts";

const press = z.looseObject({ expertsCase: z.string(), deed: z.enum(["claim", "close"]) });

/** Takes what experts write and press in a case's thread. All of a case's thread is the case's, and never a conversation of its own. */
export function createExpertsAside(options: { links: ConnectorLinks; cases: CaseStore; guides: Guides; bringIn: BringIn }): Aside {
  const { links, cases, guides, bringIn } = options;

  async function act({ input }: InThread, done: Done): Promise<void> {
    if (input.kind === "happened") return;
    const pressed = input.kind === "pressed" ? press.safeParse(input.press).data : undefined;
    if (pressed?.deed === "close") return bringIn.ended(done, "resolved");
    if (pressed?.deed === "claim") return bringIn.claimed(done);
    if (input.text.trim() === "") return;
    // First of all whose words these are: the card and the others in the thread see it too.
    await bringIn.claimed({ ...done, key: `${done.key} claim` });
    await bringIn.said(done, input.text.trim());
  }

  return async (came) => {
    const number = await links.caseOf("teams", came.thread);
    if (number === null) return null;
    await act(came, { number, connector: "teams", agent: came.who || "Teams", key: came.id, tellsOwn: true });
    const found = await cases.get(number);
    return { card: found && expertsCard({ case: found, article: guides.article(found.article), transcript: [], external: null }) };
  };
}
