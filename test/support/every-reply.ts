import type { Effect, ReplyIntent } from "../../dialogs/effects.ts";
import type { SpokenEvent } from "../../dialogs/events.ts";
import { guidesOf, viewOf } from "../../dialogs/guides.ts";
import { write } from "../../dialogs/replies/replies.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import { newConversation, type ConversationState } from "../../dialogs/stored-state.ts";
import { canDo } from "../../dialogs/guides.ts";
import { type Article, devices } from "../../knowledge/article.ts";
import { testArticles } from "./test-articles.ts";

/** What is said outside a guide: the welcome, a question back, a case, the list of the steps. */
function asksOf({ id, steps }: Article): { name: string; say: ReplyIntent }[] {
  const readings: SpokenEvent[] = [{ type: "problem.known", article: id }, { type: "human" }];
  return [
    { name: "welcome", say: { kind: "welcome", place: null } },
    { name: "did you mean", say: { kind: "unclear", why: "close-call", misses: 1, readings, article: id } },
    {
      name: "case opened",
      say: {
        kind: "case-opened",
        number: "AB2CD3",
        ahead: 2,
        desk: { state: "staffed" },
        reopened: false,
        asksAddress: true,
      },
    },
    { name: "list", say: { kind: "list", article: id, device: "ios", tried: [], current: steps[0]?.id ?? null } },
  ];
}

/** Every step on every device, every answer, and the ends of the guide, as the person gets them. */
export function everyReply(): { name: string; reply: Reply }[] {
  const guides = guidesOf(testArticles);
  const said = (name: string, says: readonly ReplyIntent[], saved: Partial<ConversationState>) => {
    const effects = says.map((say): Effect => ({ type: "say", say }));
    const reply = write(effects, { saved: { ...newConversation, ...saved }, locale: "en-GB", guides });
    return reply ? [{ name, reply }] : [];
  };
  return guides.articles.flatMap((article) => {
    const tried = article.steps.map((step) => ({ step: step.id, result: "not-fixed" as const, at: 0 }));
    const steps = devices.flatMap((device) =>
      article.steps
        .filter((step) => canDo(step.on[device]))
        .flatMap((step) => {
          const view = viewOf(article, device, step.id, undefined);
          const at: Partial<ConversationState> = { place: "step", article: article.id, device, step: step.id };
          const opening: ReplyIntent = { kind: "opening", article: article.id, status: { kind: "unknown" }, now: 0 };
          return [
            ...said(`${device} ${step.id}`, [opening, { kind: "step", view, intro: { kind: "first" } }], at),
            ...said(`${device} ${step.id} explained`, [{ kind: "explain-step", view }], at),
          ];
        }),
    );
    const answers = article.answers.flatMap(({ id }) =>
      said(`answer ${id}`, [{ kind: "answer", article: article.id, answer: id }], {}),
    );
    const ends = devices.flatMap((device) => [
      ...said(`${device} all tried`, [{ kind: "all-tried", article: article.id, device, tried, case: null }], {
        place: "allTried",
        article: article.id,
        device,
        tried,
      }),
      ...said(`${device} fixed`, [{ kind: "fixed", article: article.id, step: tried[3]?.step ?? null }], {
        place: "resolved",
        article: article.id,
        device,
        tried,
      }),
    ]);
    const device = said("ask device", [{ kind: "ask-device", article: article.id }], {
      place: "askingDevice",
      article: article.id,
    });
    const asked = asksOf(article).flatMap(({ name, say }) => said(name, [say], {}));
    return [...steps, ...answers, ...ends, ...device, ...asked];
  });
}
