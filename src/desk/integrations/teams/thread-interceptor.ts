import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import type { Guides } from "../../../../dialogs/guides.ts";
import type { ConnectorLinks, OpeningAttempts } from "../../../conversation/case-calls.ts";
import type { CaseStore } from "../../../conversation/case-ports.ts";
import type { ThreadInterceptor, ExpertsChannel, InThread, TeamChannel } from "../../../conversation/expert-ports.ts";
import type { InboundActions, ExternalAgentAction } from "../inbound-actions.ts";
import { shortDigest } from "../webhook-secrets.ts";
import { expertsCard } from "./expert-card.ts";
import { createReconcileThread } from "./reconcile-thread.ts";

const press = z.looseObject({ expertsCase: z.string(), deed: z.enum(["claim", "close"]) });

/** What the thread's side of the experts' channel is made of. */
export type ThreadInterceptorOptions = {
  links: ConnectorLinks;
  attempts: OpeningAttempts;
  cases: CaseStore;
  guides: Guides;
  experts: ExpertsChannel;
  channel: TeamChannel;
  bringIn: InboundActions;
  nameOf: (login: string) => string;
};

/**
 * Takes what experts write and press in a case's thread. All of a case's thread is the case's, and never a conversation
 * of its own.
 */
export function createThreadInterceptor(options: ThreadInterceptorOptions): ThreadInterceptor {
  const { links, bringIn, experts, channel } = options;
  const cardOf = createCardOf(options);
  const findStray = createReconcileThread({ ...options, cardOf });

  /** What the person has read stays; new words are said as well. */
  async function follow({ thread, id, change }: InThread, done: ExternalAgentAction): Promise<void> {
    if (change?.change.how === "deleted")
      await experts.say({ serviceUrl: channel.serviceUrl, thread }, words.stillRead);
    if (change?.change.how !== "edited") return;
    const { text } = change.change;
    await bringIn.corrected({ ...done, key: `${id} ${shortDigest(text)}` }, text);
  }

  async function act(came: InThread, done: ExternalAgentAction): Promise<void> {
    const { input } = came;
    if (came.change) return follow(came, done);
    if (input.kind === "happened") return;
    const pressed = pressIn(input);
    if (pressed?.deed === "close") return bringIn.ended(done, "resolved");
    if (pressed?.deed === "claim") {
      await bringIn.resumed(done);
      return bringIn.claimed(done);
    }
    const files = input.kind === "said" && input.attachments > 0;
    if (input.text.trim() === "" && !files) return;
    await bringIn.resumed(done);
    // First of all whose words these are: the card and the others in the thread see it too.
    await bringIn.claimed({ ...done, key: `${done.key} claim` });
    await bringIn.said(done, input.text.trim(), files);
  }

  return async (came) => {
    const known = await links.caseOf("teams", came.thread);
    const found = known === null ? await findStray(came, pressIn(came.input)?.expertsCase) : { number: known };
    if (found === null) return null;
    if (found === "ask") return { card: null };
    await act(came, {
      number: found.number,
      connector: "teams",
      agent: came.who || "Teams",
      key: came.id,
      notifyOrigin: true,
    });
    return { card: await cardOf(found.number) };
  };
}

function pressIn(input: InThread["input"]): z.infer<typeof press> | undefined {
  return input.kind === "pressed" ? press.safeParse(input.press).data : undefined;
}

/** The card of a case as it is now; null where there is no such case. */
function createCardOf({
  cases,
  guides,
  attempts,
  nameOf,
}: ThreadInterceptorOptions): (number: string) => Promise<unknown> {
  return async (number) => {
    const found = await cases.get(number);
    if (!found) return null;
    const others = await attempts.others("teams", number);
    const view = {
      case: found,
      article: guides.article(found.article),
      transcript: [],
      external: null,
      others,
      repeated: others.length > 0,
      mayHaveArrived: false,
    };
    return expertsCard(view, nameOf);
  };
}
