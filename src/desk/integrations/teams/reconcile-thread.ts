import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import type { OpeningAttempts } from "../../../conversation/case-calls.ts";
import type { ExpertsChannel, InThread, TeamChannel } from "../../../conversation/expert-ports.ts";
import { DeliveryError } from "../../../common/delivery-error.ts";

/**
 * Matches an unknown thread of the experts' channel to its case: Teams posted the card, but the response was lost.
 * `ask`: several cases match, so the sender is asked to press the card's button. Null: no case matches. `pressed`: the
 * number on the button, where one was pressed.
 */
export type ReconcileThread = (
  came: InThread,
  pressed: string | undefined,
) => Promise<{ number: string } | "ask" | null>;

/**
 * Clocks differ, and a card may be posted late. In Teams, the id of the message that begins a thread is the time it was
 * posted at.
 */
const slackMs = 120_000;
const isMoment = (message: number): boolean => message > 1e12;

/** `cardOf`: the card that a case's thread begins with. */
export function createReconcileThread(options: {
  attempts: OpeningAttempts;
  experts: ExpertsChannel;
  channel: TeamChannel;
  cardOf: (number: string) => Promise<unknown>;
}): ReconcileThread {
  const { attempts, experts, channel, cardOf } = options;
  const { serviceUrl } = channel;

  /** That the card takes the message's place proves that it is ours. Null: nobody can tell at this moment. */
  const isOurs = async (thread: string, message: string, number: string): Promise<boolean | null> =>
    experts.updateOwn({ serviceUrl, thread }, message, await cardOf(number)).catch((thrown: unknown) => {
      if (thrown instanceof DeliveryError) return null;
      throw thrown;
    });
  const ask = async (thread: string): Promise<"ask"> => {
    await experts.say({ serviceUrl, thread }, words.whichCase);
    return "ask";
  };

  return async ({ thread }, pressed) => {
    const message = messageOf(thread, channel);
    if (message === null) return null;
    const near = (at: number): boolean => !isMoment(Number(message)) || Math.abs(Number(message) - at) < slackMs;
    const lost = (await attempts.unknown("teams")).filter(({ at }) => near(at));
    const numbers = new Set(lost.map(({ number }) => number));
    const wanted = pressed ?? (numbers.size === 1 ? lost[0]?.number : undefined);
    const attempt = lost.find(({ number }) => number === wanted);
    if (!attempt) return pressed !== undefined || numbers.size === 0 ? null : ask(thread);
    const ours = pressed !== undefined || (await isOurs(thread, message, attempt.number));
    if (!ours) return ours === null ? ask(thread) : null;
    await attempts.found("teams", attempt.number, attempt.at, { id: thread, more: { activity: message } });
    return { number: attempt.number };
  };
}

/** The message that began a thread of this channel. */
function messageOf(thread: string, { channel }: TeamChannel): string | null {
  const [of, message] = thread.split(";messageid=");
  return of === channel && message ? message : null;
}
