import { fromActivity } from "../../src/channel/from-activity.ts";
import { incomingIdOf, inputOf, readActivity } from "../../src/channel/directline/activity-in.ts";
import { readActivity as readBotActivity } from "../../src/channel/sent-activity.ts";
import type { Incoming } from "../../src/turn/ports.ts";
import type { Chance } from "./chance.ts";
import { type Knock, pause } from "./knock.ts";
import type { MoodyConnector } from "./moody-connector.ts";

/** What a person said and had acknowledged. Each group was acknowledged before the next was sent; within a group any order is right. */
export type Said = { conversation: string; opened: boolean; groups: Incoming[][]; resent: number };
/** One person's way to say something; resolves when it is acknowledged. `heard`: the buttons that were seen last. */
export type Mouth = {
  conversation: string;
  opened: boolean;
  say(words: Words, id: string): Promise<Incoming>;
  heard(): Promise<readonly Button[]>;
};
export type Words = { text: string; value?: unknown };
type Button = { title: string; value: unknown };

const first = ["Hi, Spotify says error 502 on my windows laptop", "spotify error 502", "i get a 502 on my iphone", "hello", "my music stopped"];
const later = [
  "nope, still broken", "that did not help", "will i lose my downloads if i reinstall it?", "didnt work either", "skip", "back", "repeat that",
  "how long does this usually take", "i can't do that one", "what have i tried so far", "stop", "go on", "get me a human", "never mind", "start over",
  "it works now!", "thanks", "my android phone", "asdf qwer", "Still broken", "yes", "no", "1",
]; // prettier-ignore

/** Holds one whole conversation: words and buttons, some sent twice at once, some pairs sent in one go, the second first. */
export async function holdTalk(options: { mouth: Mouth; chance: Chance; messages: number; thinkMs: number; name: string }): Promise<Said> {
  const { mouth, chance, messages, thinkMs, name } = options;
  const said: Said = { conversation: mouth.conversation, opened: mouth.opened, groups: [], resent: 0 };
  const sayTwice = async (words: Words, id: string): Promise<Incoming> => {
    said.resent++;
    const [incoming] = await Promise.all([mouth.say(words, id), mouth.say(words, id)]);
    return incoming;
  };
  for (let number = 0; number < messages;) {
    const id = `${name}-${number++}`;
    const words = number === 1 ? { text: chance.one(first) } : await nextWords(mouth, chance);
    const how = chance.next();
    if (how < 0.1) said.groups.push([await sayTwice(words, id)]);
    else if (how < 0.2 && number < messages) {
      const other = { text: chance.one(later) };
      said.groups.push(await Promise.all([mouth.say(other, `${name}-${number++}`), mouth.say(words, id)]));
    } else said.groups.push([await mouth.say(words, id)]);
    await pause(chance.below(thinkMs));
  }
  return said;
}

async function nextWords(mouth: Mouth, chance: Chance): Promise<Words> {
  const buttons = chance.happens(0.5) ? await mouth.heard() : [];
  const button = buttons.length > 0 ? chance.one(buttons) : null;
  return button ? { text: button.title, value: button.value } : { text: chance.one(later) };
}

/** Somebody on a Bot Framework channel. */
export async function botMouth(options: { knock: Knock; connector: MoodyConnector; name: string }): Promise<Mouth> {
  const { knock, connector, name } = options;
  const activityOf = (more: object): object => ({
    timestamp: new Date().toISOString(),
    channelId: "emulator",
    serviceUrl: connector.serviceUrl,
    from: { id: `user-${name}`, name: "Kim Example" },
    recipient: { id: "bot-1", name: "Bot" },
    conversation: { id: name },
    locale: "en-GB",
    ...more,
  });
  const opening = activityOf({ type: "conversationUpdate", id: `${name}-opening`, membersAdded: [{ id: `user-${name}` }] });
  await knock("/api/messages", { body: opening });
  return {
    conversation: conversationOf(opening),
    opened: true,
    async say(words, id) {
      const activity = activityOf({ type: "message", id, ...words });
      await knock("/api/messages", { body: activity });
      return incomingOf(activity);
    },
    heard: async () => buttonsOf(connector.delivered(name).at(-1)),
  };
}

function incomingOf(activity: object): Incoming {
  const arrival = fromActivity(readBotActivity(activity), 0);
  if (arrival.kind === "ignored") throw new Error("the service would not hear this");
  return arrival.incoming;
}

function conversationOf(activity: object): string {
  return incomingOf(activity).conversation;
}

/** Somebody on the chat page; `token` is shared with whoever reads the stream. */
export async function webMouth(options: { knock: Knock; conversation: string; token: string }): Promise<Mouth> {
  const { knock, conversation, token } = options;
  const path = `/v3/directline/conversations/${conversation}/activities`;
  return {
    conversation,
    opened: true,
    async say(words, id) {
      const sent = { type: "message", from: { id: "me" }, ...words, channelData: { clientActivityID: id } };
      await knock(path, { body: sent, token });
      const activity = readActivity(sent);
      return { id: incomingIdOf(activity), conversation, at: 0, input: inputOf(activity, 0) };
    },
    async heard() {
      const { activities } = JSON.parse(await knock(path, { method: "GET", token })) as { activities: Record<string, unknown>[] };
      return buttonsOf(activities.findLast((one) => (one["from"] as { role?: string }).role === "bot"));
    },
  };
}

function buttonsOf(activity: Record<string, unknown> | undefined): readonly Button[] {
  const suggested = (activity?.["suggestedActions"] as { actions: Button[] } | undefined)?.actions ?? [];
  const [card] = (activity?.["attachments"] ?? []) as { content?: { actions?: { data?: { cardAction?: Button } }[] } }[];
  return [...suggested, ...(card?.content?.actions ?? []).flatMap(({ data }) => data?.cardAction ?? [])];
}
