import type { Activity, ConversationParameters } from "botbuilder";

import type { ExpertsChannel } from "../../conversation/expert-ports.ts";
import { DeliveryError } from "../../common/delivery-error.ts";
import type { BotAdapter } from "./adapter.ts";
import type { ConnectorClient } from "./sdk-adapter.ts";
import { deliveryFault } from "./send-activity.ts";

/** The team's channel by the bot's own connection. */
export function createExpertsChannel(options: { adapter: BotAdapter; timeoutMs?: number }): ExpertsChannel {
  const { adapter, timeoutMs = 15_000 } = options;
  const within = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
  const reach = async <Answer>(
    serviceUrl: string,
    ask: (conversations: ConnectorClient["conversations"]) => Promise<Answer>,
  ): Promise<Answer> => {
    try {
      return await ask((await adapter.connectorFor(serviceUrl)).conversations);
    } catch (thrown) {
      throw expertsFault(thrown);
    }
  };
  const update: ExpertsChannel["update"] = ({ serviceUrl, thread }, activity, card) =>
    reach(serviceUrl, async (conversations) => {
      acknowledged(await conversations.updateActivity(thread, activity, { ...withCard(card), id: activity }, within()));
    });
  return {
    begin: ({ serviceUrl, channel }, card) =>
      reach(serviceUrl, async (conversations) => {
        const parameters = { isGroup: true, channelData: { channel: { id: channel } }, activity: withCard(card) };
        const made = await conversations.createConversation(parameters as unknown as ConversationParameters, within());
        // A page of a proxy's own, say: without a name for the thread nothing could ever be written there.
        if (!made.id || !made.activityId) throw unreadable();
        return { thread: made.id, activity: made.activityId };
      }),
    say: ({ serviceUrl, thread }, text) =>
      reach(serviceUrl, async (conversations) => {
        acknowledged(
          await conversations.sendToConversation(thread, { type: "message", text, textFormat: "plain" }, within()),
        );
      }),
    update,
    async updateOwn(to, activity, card) {
      try {
        await update(to, activity, card);
        return true;
      } catch (thrown) {
        if (notOurs.has(statusOf((thrown as DeliveryError).cause))) return false;
        throw thrown;
      }
    },
    check: ({ serviceUrl, channel }) =>
      reach(serviceUrl, async (conversations) => {
        await conversations.getConversationPagedMembers(channel, { pageSize: 1, ...within() } as never);
      }),
  };
}

/** The service takes an activity with its id, or with nothing; a proxy's own page is no sign that it came through. */
function acknowledged(answer: unknown): void {
  const { id, _response } = answer as { id?: unknown; _response?: { bodyAsText?: string | null } };
  if (typeof id !== "string" && (_response?.bodyAsText ?? "").trim() !== "") throw unreadable();
}

function unreadable(): DeliveryError {
  return new DeliveryError("its answer could not be understood", { retry: true });
}

/** How the service refuses to change a message: it is another's, or not there (any more). */
const notOurs = new Set([400, 403, 404, 405]);

function statusOf(thrown: unknown): number {
  return (thrown as { statusCode?: number } | undefined)?.statusCode ?? 0;
}

function withCard(content: unknown): Partial<Activity> {
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

/** An operator can put the app into the team while we try. */
function expertsFault(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryError) return thrown;
  const statusCode = statusOf(thrown);
  if (statusCode !== 403 && statusCode !== 404) return deliveryFault(thrown);
  const message =
    statusCode === 403 ? "the app is not in the experts' team (403)" : "the experts' channel is not there (404)";
  return new DeliveryError(message, { retry: statusCode === 403, nothingDone: true, cause: thrown });
}
