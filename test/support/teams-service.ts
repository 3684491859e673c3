import { pino } from "pino";

import { createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config/settings.ts";
import { startStubConnector } from "./stub-connector.ts";
import { testArticles } from "./test-articles.ts";

type Json = Record<string, unknown>;
type Button = { title: string; data: Json };

/** The whole service with its own store on loopback, and a stand-in for Teams' own service that hears what is sent. */
export async function openTeamsService() {
  const read = readConfig({
    PORT: "0",
    DATABASE_URL: "sqlite::memory:",
    STATUS_FEED: "off",
    LOG_LEVEL: "silent",
    EMULATOR: "on",
  });
  if (!read.ok) throw new Error(read.faults.join(" "));
  const app = await createApp({
    config: { ...read.config, port: 0 },
    log: pino({ level: "silent" }),
    articles: testArticles,
  });
  const teams = await startStubConnector();
  const { port } = await app.start();
  const post = async (changes: Json) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...activity, serviceUrl: teams.serviceUrl, ...changes }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
  };
  return {
    app,
    teams,
    post,
    say: (id: string, text: string, more: Json = {}) => post({ type: "message", id, text, ...more }),
    press: (id: string, card: { id: string; button: Button }, more: Json = {}) =>
      post({
        type: "invoke",
        name: "adaptiveCard/action",
        id,
        replyToId: card.id,
        value: { action: { verb: "press", data: card.button.data } },
        ...more,
      }),
    /** The first message with these words, once it was sent; `id` is what the stand-in called it. */
    async received(words: string) {
      const found = await teams.waitFor(
        ({ activity: sent, method }) => method === "POST" && JSON.stringify(sent).includes(words),
      );
      return { id: `sent-${teams.posted.indexOf(found) + 1}`, activity: found.activity };
    },
    async close() {
      await app.stop(1_000);
      await teams.close();
    },
  };
}

/** The button with these words on a message's card. */
export function buttonOf(sent: Json, title: string): Button {
  const all: Button[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ((value as Json)["type"] === "Action.Execute") all.push(value as unknown as Button);
    for (const part of Object.values(value)) look(part);
  };
  look(sent);
  const found = all.find((button) => button.title === title);
  if (!found) throw new Error(`there is no button "${title}"`);
  return found;
}

const activity: Json = {
  channelId: "msteams",
  timestamp: "2026-11-22T10:00:00.000Z",
  from: { id: "29:ida", name: "Ida" },
  recipient: { id: "28:bot", name: "Music Support" },
  conversation: { id: "a:personal", conversationType: "personal", tenantId: "tenant" },
  locale: "en-GB",
};
