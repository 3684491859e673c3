import { connectorsEn as words } from "../../../dialogs/wording/connectors-en.ts";
import type { ExpertsChannel, TeamChannel } from "../../turn/experts.ts";
import type { CaseView, Connector, KnownCase } from "./connector.ts";
import { expertsCard } from "./experts-card.ts";

/** A team's channel of experts: a thread for each case, begun by its card. */
export function createTeamsExperts(options: { experts: ExpertsChannel; channel: TeamChannel }): Connector {
  const { experts, channel } = options;
  const { serviceUrl } = channel;
  const say = ({ external }: KnownCase, text: string): Promise<void> => experts.say({ serviceUrl, thread: external.id }, text);
  /** The card keeps its conversation short: the thread below has what came later. */
  const update = async (view: CaseView): Promise<void> => {
    const { external } = view;
    if (external) await experts.update({ serviceUrl, thread: external.id }, external.more["activity"] ?? "", expertsCard({ ...view, transcript: [] }));
  };
  return {
    name: "teams",
    title: "Teams experts",
    async open(view) {
      const { external } = view;
      if (!external) {
        const { thread, activity } = await experts.begin(channel, expertsCard(view));
        return { id: thread, more: { activity } };
      }
      await update(view);
      await experts.say({ serviceUrl, thread: external.id }, words.openedAgain);
      return external;
    },
    userMessage: (view, text) => say(view, words.visitorSays(text)),
    async note(view, text) {
      await update(view);
      await say(view, text);
    },
    async close(view, how) {
      await update(view);
      await say(view, words.closed(words.ends[how]));
    },
  };
}
