import { en } from "../../dialogs/wording/en.ts";
import { validateActivity } from "../../src/channels/activities/activity-schema.ts";
import { parseActivity } from "../../src/channels/activities/parse-activity.ts";
import {
  inputOf,
  messageIdOf,
  parseActivity as parseWebActivity,
} from "../../src/channels/directline/inbound-activity.ts";
import type { InboundMessage } from "../../src/conversation/ports.ts";
import type { Chance } from "./chance.ts";
import { type Probe, pause } from "./probe.ts";
import type { FaultyConnector } from "./faulty-connector.ts";

/**
 * What a person said and had acknowledged. Each group was acknowledged before the next was sent; within a group any
 * order is right.
 */
export type Said = {
  conversation: string;
  opened: boolean;
  groups: InboundMessage[][];
  resent: number;
  erasing?: Erasing | null;
  /** The last thing that they did: they removed the assistant. */
  left?: InboundMessage;
};
/**
 * Of somebody who had their data deleted: words that nothing may remember, and the messages that were to confirm it.
 */
export type Erasing = { marker: string; confirms: string[] };
/** The way of somebody on a channel, who can remove the assistant there. */
export type BotClient = Client & { leave(id: string): Promise<InboundMessage> };
/** One person's way to say something; resolves when it is acknowledged. `received`: the buttons that were seen last. */
export type Client = {
  conversation: string;
  opened: boolean;
  say(words: Words, id: string): Promise<InboundMessage>;
  received(): Promise<readonly Button[]>;
  /** Whether the person can see that their data is gone. */
  forgotten(marker: string): Promise<boolean>;
  /** Whether nothing can reach the person at present: whoever waits for an answer goes on waiting. */
  isAway(): boolean;
};
export type Words = { text: string; value?: unknown };
type Button = { title: string; value: unknown };
/** `wantsPerson`: they ask for one early. `erases`: halfway they have their data deleted. */
export type Talk = {
  client: Client;
  chance: Chance;
  messages: number;
  thinkMs: number;
  name: string;
  wantsPerson: boolean;
  erases: boolean;
};

const first = [
  "Hi, Spotify says error 502 on my windows laptop",
  "spotify error 502",
  "i get a 502 on my iphone",
  "hello",
  "my music stopped",
];
const later = [
  "nope, still broken", "that did not help", "will i lose my downloads if i reinstall it?", "didnt work either", "skip", "back", "repeat that",
  "how long does this usually take", "i can't do that one", "what have i tried so far", "stop", "go on", "get me a human", "never mind", "start over",
  "it works now!", "thanks", "my android phone", "asdf qwer", "Still broken", "yes", "no", "1",
]; // prettier-ignore

/**
 * Holds one whole conversation: words and buttons, some sent twice at once, some pairs sent in one go, the second
 * first.
 */
export async function holdTalk(talk: Talk): Promise<Said> {
  const { client, chance, messages, thinkMs, name } = talk;
  const erasing = talk.erases ? { marker: `marker-of-${name}-kim`, confirms: [] } : null;
  const said: Said = { conversation: client.conversation, opened: client.opened, groups: [], resent: 0, erasing };
  const sayTwice = async (words: Words, id: string): Promise<InboundMessage> => {
    said.resent++;
    const [incoming] = await Promise.all([client.say(words, id), client.say(words, id)]);
    return incoming;
  };
  for (let number = 0; number < messages;) {
    if (number >= messages / 2 && erasing?.confirms.length === 0) await eraseAll(talk, said, erasing);
    const id = `${name}-${number++}`;
    const words = plannedWords(talk, number, erasing) ?? (await nextWords(client, chance));
    const how = chance.next();
    if (how < 0.1) said.groups.push([await sayTwice(words, id)]);
    else if (how < 0.2 && number < messages) {
      const other = { text: chance.one(later) };
      said.groups.push(await Promise.all([client.say(other, `${name}-${number++}`), client.say(words, id)]));
    } else said.groups.push([await client.say(words, id)]);
    await pause(chance.below(thinkMs));
  }
  return said;
}

/** What a person says at this point whatever was said to them. */
function plannedWords({ chance, wantsPerson }: Talk, number: number, erasing: Erasing | null): Words | null {
  if (number === 1) return { text: chance.one(first) };
  if (number === 2 && erasing) return { text: `my address is ${erasing.marker}` };
  return number === 3 && wantsPerson ? { text: "get me a human" } : null;
}

async function nextWords(client: Client, chance: Chance): Promise<Words> {
  const buttons = chance.happens(0.5) ? await client.received() : [];
  const button = buttons.length > 0 ? chance.one(buttons) : null;
  return button ? { text: button.title, value: button.value } : { text: chance.one(later) };
}

/**
 * Looks, a fifth of a second apart: for the button, which is not there while an agent has the conversation, and for
 * what it did.
 */
const buttonChecks = 15;
const endChecks = 150;
const mostRequests = 60;

/** Asks until it is seen to be done: while an agent has the conversation, the words are the agent's. */
async function eraseAll({ client, name }: Talk, said: Said, { marker, confirms }: Erasing): Promise<void> {
  for (let request = 0; request < mostRequests; request++) {
    said.groups.push([await client.say({ text: "delete my data" }, `${name}-delete-${request}`)]);
    const button = await seen(
      client,
      async () => (await client.received()).find(({ value }) => isConfirmation(value)),
      buttonChecks,
    );
    if (!button) continue;
    const confirm = await client.say({ text: button.title, value: button.value }, `${name}-confirm-${request}`);
    confirms.push(confirm.id);
    said.groups.push([confirm]);
    if (await seen(client, async () => (await client.forgotten(marker)) || undefined, endChecks)) return;
  }
}

async function seen<Found>(
  { isAway }: Client,
  look: () => Promise<Found | undefined>,
  checks: number,
): Promise<Found | undefined> {
  for (let time = 0; time < checks;) {
    const found = await look();
    if (found !== undefined) return found;
    if (!isAway()) time++;
    await pause(200);
  }
  return undefined;
}

function isConfirmation(value: unknown): boolean {
  return (value as { event?: { type?: string } } | undefined)?.event?.type === "privacy.confirm";
}

/** Somebody on a Bot Framework channel. */
export async function botClient(options: {
  probe: Probe;
  connector: FaultyConnector;
  name: string;
}): Promise<BotClient> {
  const { probe, connector, name } = options;
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
  const opening = activityOf({
    type: "conversationUpdate",
    id: `${name}-opening`,
    membersAdded: [{ id: `user-${name}` }],
  });
  await probe("/api/messages", { body: opening });
  return {
    conversation: conversationOf(opening),
    opened: true,
    async say(words, id) {
      const activity = activityOf({ type: "message", id, ...words });
      await probe("/api/messages", { body: activity });
      return incomingOf(activity);
    },
    async leave(id) {
      const activity = activityOf({ type: "installationUpdate", id, action: "remove" });
      await probe("/api/messages", { body: activity });
      return incomingOf(activity);
    },
    isAway: connector.isAway,
    received: async () => buttonsOf(connector.delivered(name).at(-1)),
    // What was said before can no longer be seen to be gone, once it was delivered: it is answered.
    forgotten: async () =>
      connector.delivered(name).some(({ text }) => en.erased.some((words) => String(text).includes(words))),
  };
}

function incomingOf(activity: object): InboundMessage {
  const arrival = parseActivity(validateActivity(activity), 0);
  if (arrival.kind !== "turn") throw new Error("the service would not hear this");
  return arrival.incoming;
}

function conversationOf(activity: object): string {
  return incomingOf(activity).conversation;
}

/** Somebody on the chat page; `token` is shared with whoever reads the stream. */
export async function webClient(options: { probe: Probe; conversation: string; token: string }): Promise<Client> {
  const { probe, conversation, token } = options;
  const path = `/v3/directline/conversations/${conversation}/activities`;
  const activitiesNow = async (): Promise<Record<string, unknown>[]> =>
    (JSON.parse(await probe(path, { method: "GET", token })) as { activities: Record<string, unknown>[] }).activities;
  return {
    conversation,
    opened: true,
    async say(words, id) {
      const sent = { type: "message", from: { id: "me" }, ...words, channelData: { clientActivityID: id } };
      await probe(path, { body: sent, token });
      const activity = parseWebActivity(sent);
      return { id: messageIdOf(activity), conversation, at: 0, input: inputOf(activity, { count: 0, kept: false }) };
    },
    isAway: () => false,
    received: async () =>
      buttonsOf((await activitiesNow()).findLast((one) => (one["from"] as { role?: string }).role === "bot")),
    forgotten: async (marker) => !JSON.stringify(await activitiesNow()).includes(marker),
  };
}

function buttonsOf(activity: Record<string, unknown> | undefined): readonly Button[] {
  const suggested = (activity?.["suggestedActions"] as { actions: Button[] } | undefined)?.actions ?? [];
  const [card] = (activity?.["attachments"] ?? []) as {
    content?: { actions?: { data?: { cardAction?: Button } }[] };
  }[];
  return [...suggested, ...(card?.content?.actions ?? []).flatMap(({ data }) => data?.cardAction ?? [])];
}
