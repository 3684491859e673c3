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

const press = z.looseObject({ expertsCase: z.string(), action: z.enum(["claim", "close"]) });

export type ThreadInterceptorOptions = {
  links: ConnectorLinks;
  attempts: OpeningAttempts;
  cases: CaseStore;
  guides: Guides;
  experts: ExpertsChannel;
  channel: TeamChannel;
  inboundActions: InboundActions;
  nameOf: (login: string) => string;
};

/**
 * Takes what experts write and press in the thread of a case. Nothing in that thread becomes a conversation of its own.
 */
export function createThreadInterceptor(options: ThreadInterceptorOptions): ThreadInterceptor {
  const { links, inboundActions, experts, channel } = options;
  const cardOf = createCardOf(options);
  const reconcileThread = createReconcileThread({ ...options, cardOf });

  /** What the person has read stays; the new text is sent as well. */
  async function follow({ thread, id, change }: InThread, done: ExternalAgentAction): Promise<void> {
    if (change?.change.how === "deleted")
      await experts.say({ serviceUrl: channel.serviceUrl, thread }, words.stillRead);
    if (change?.change.how !== "edited") return;
    const { text } = change.change;
    await inboundActions.corrected({ ...done, key: `${id} ${shortDigest(text)}` }, text);
  }

  async function act(came: InThread, done: ExternalAgentAction): Promise<void> {
    const { input } = came;
    if (came.change) return follow(came, done);
    if (input.kind === "happened") return;
    const pressed = pressIn(input);
    if (pressed?.action === "close") return inboundActions.ended(done, "resolved");
    if (pressed?.action === "claim") {
      await inboundActions.resumed(done);
      return inboundActions.claimed(done);
    }
    const files = input.kind === "said" && input.attachments > 0;
    if (input.text.trim() === "" && !files) return;
    await inboundActions.resumed(done);
    // The assignment first: the card and the others in the thread show it.
    await inboundActions.claimed({ ...done, key: `${done.key} claim` });
    await inboundActions.said(done, input.text.trim(), files);
  }

  return async (came) => {
    const known = await links.caseOf("teams", came.thread);
    const found = known === null ? await reconcileThread(came, pressIn(came.input)?.expertsCase) : { number: known };
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
