import type { TurnContext } from "../../../dialogs/events.ts";
import { type Guides, guidesOf } from "../../../dialogs/guides.ts";
import type { Reply } from "../../../dialogs/replies/reply.ts";
import { write } from "../../../dialogs/replies/replies.ts";
import { newConversation } from "../../../dialogs/stored-state.ts";
import { transition } from "../../../dialogs/transition.ts";
import { type Article, type Device, devices } from "../../../knowledge/article.ts";

/** The replies of a guide in their order, on one device. */
export type DevicePreview = { device: Device; replies: readonly Reply[] };

/** A moment in which nothing is known of outages, so that no step is left out. */
const moment: TurnContext = {
  now: 0,
  status: {},
  waitingForPerson: 0,
  newCaseNumber: "C-1",
  desk: { state: "staffed" },
  reachable: true,
};

/** What a person reads to whom every step says "still broken", on each device: the replies of the statechart. */
export function guidePreview(article: Article, articles: readonly Article[]): DevicePreview[] {
  const guides = guidesOf(articles);
  return devices.map((device) => ({ device, replies: repliesOn(device, article, guides) }));
}

function repliesOn(device: Device, article: Article, guides: Guides): Reply[] {
  const replies: Reply[] = [];
  let events: Parameters<typeof transition>[0]["events"] = [{ type: "problem.known", article: article.id, device }];
  let saved = newConversation;
  // At most two replies a step, as some ask first, and one that sums up.
  for (let at = 0; at <= 2 * article.steps.length; at += 1) {
    const turn = transition({ saved, events, turnContext: moment, guides });
    const reply = write(turn.effects, { saved: turn.saved, locale: "en", guides });
    if (reply) replies.push(reply);
    const { place } = turn.saved;
    if (place !== "consent" && place !== "step") break;
    saved = { ...turn.saved, offered: [...(reply?.choices ?? [])] };
    events = [place === "consent" ? { type: "yes" } : { type: "step.done", result: "not-fixed" }];
  }
  return replies;
}
