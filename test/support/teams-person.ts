import { onTestFinished } from "vitest";

import { waitFor } from "../desk/event-stream.ts";
import { startStubConnector } from "./stub-connector.ts";

type Json = Record<string, unknown>;

/** Somebody who writes in Teams to a service on loopback, and a stand-in for Teams' own service. */
export async function teamsPerson({ base, app }: { base: string; app: { conversations: { idle(): Promise<void> } } }) {
  const teams = await startStubConnector();
  onTestFinished(() => teams.close());
  let sent = 0;
  const post = async (changes: Json): Promise<{ status: number; body: Json | undefined }> => {
    const response = await fetch(`${base}/api/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...activity, id: `m${(sent += 1)}`, serviceUrl: teams.serviceUrl, ...changes }),
    });
    const text = await response.text();
    await app.conversations.idle();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
  };
  return {
    teams,
    post,
    say: (text: string, more: Json = {}) => post({ type: "message", text, ...more }),
    /** Words of every message that the channel took or refused, in order. */
    received: () => teams.posted.filter(({ method }) => method === "POST").map((one) => wordsOf(one.activity)),
    /** Waits until a message with these words came. */
    receives: (words: string) =>
      waitFor(() => teams.posted.find((one) => one.method === "POST" && wordsOf(one.activity).includes(words))),
  };
}

function wordsOf({ text, attachments, summary }: Json): string {
  const said = typeof text === "string" ? text : "";
  if (said !== "" && attachments === undefined) return said;
  return `${said} ${typeof summary === "string" ? summary : ""} ${JSON.stringify(attachments)}`;
}

const activity: Json = {
  channelId: "msteams",
  timestamp: "2026-11-22T10:00:00.000Z",
  from: { id: "29:ida", name: "Ida" },
  recipient: { id: "28:bot", name: "Music Support" },
  conversation: { id: "a:personal", conversationType: "personal", tenantId: "tenant" },
  locale: "en-GB",
};
