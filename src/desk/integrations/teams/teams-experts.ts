import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import type { ExpertsChannel, TeamChannel } from "../../../conversation/expert-ports.ts";
import { DeliveryError } from "../../../common/delivery-error.ts";
import type { CaseView, Connector } from "../connector.ts";
import { expertsCard } from "./expert-card.ts";

/**
 * A team's channel of experts: a thread for each case, begun by its card. What is passed on about a case with two threads goes to
 * each of its threads.
 */
export function createTeamsExperts(options: {
  experts: ExpertsChannel;
  channel: TeamChannel;
  nameOf: (login: string) => string;
}): Connector {
  const { experts, channel, nameOf } = options;
  const { serviceUrl } = channel;
  const threadsOf = ({ external, others }: CaseView) => [
    ...(external ? [external] : []),
    ...others.filter(({ id }) => id !== external?.id),
  ];
  const say = async (view: CaseView, text: string): Promise<void> => {
    const said = view.mayHaveArrived ? words.saidAgain(text) : text;
    for (const [place, { id: thread }] of threadsOf(view).entries())
      await experts.say({ serviceUrl, thread }, said).catch((thrown: unknown) => refuse(thrown, place > 0));
  };
  /** The card keeps its conversation short: the thread below has what came later. */
  const update = async (view: CaseView): Promise<void> => {
    const card = expertsCard({ ...view, transcript: [] }, nameOf);
    for (const { id: thread, more } of threadsOf(view))
      await experts.update({ serviceUrl, thread }, more["activity"] ?? "", card);
  };
  return {
    name: "teams",
    title: "Teams experts",
    nonIdempotentCreate: true,
    async open(view) {
      const { external } = view;
      if (!external) {
        const { thread, activity } = await experts.begin(channel, expertsCard(view, nameOf));
        return { id: thread, more: { activity } };
      }
      await update(view);
      await say(view, words.openedAgain);
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

/** Where it stands in one thread already, a refusal by the next one is none of the whole. */
function refuse(thrown: unknown, isInOtherThread: boolean): never {
  if (!isInOtherThread || !(thrown instanceof DeliveryError)) throw thrown;
  const { message, retry, afterMs } = thrown;
  throw new DeliveryError(message, {
    retry,
    nothingDone: false,
    ...(afterMs === undefined ? {} : { afterMs }),
    cause: thrown,
  });
}
