import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { guidesOf } from "../../../dialogs/guides.ts";
import type { LiveStatus } from "../../../dialogs/events.ts";
import type { Reply } from "../../../dialogs/replies/reply.ts";
import type { Article } from "../../../knowledge/article.ts";
import type { ConversationReference, InboundMessage } from "../../conversation/ports.ts";
import { createConversations } from "../../conversation/turn-queue.ts";
import { openStore, type Store } from "../../storage/open-store.ts";
import type { Interpret } from "../../understanding/interpretation/interpretation.ts";

/**
 * The conversations of an article as its author writes them down, in `articles/<id>.talks.md`: `>` what a person writes
 * or, in brackets, presses; `<` a piece of the reply or, in brackets, a button of it; `~ status: incident` (or `none`,
 * `unknown`) what the status feed says from there on. A heading begins a new conversation; other lines are notes.
 */
type TalkLine = { number: number; sign: ">" | "<" | "~"; content: string };
type Talk = { title: string; lines: readonly TalkLine[] };
/** What did not happen as written: the line of the file, and why. */
export type TalkFault = { talk: string; line: number; fault: string };

export const talksFile = (directory: string, id: string): string => join(directory, "articles", `${id}.talks.md`);

/** The talks of the file; null where there is none. */
export function readTalks(file: string): readonly Talk[] | null {
  if (!existsSync(file)) return null;
  const talks: { title: string; lines: TalkLine[] }[] = [];
  for (const [at, raw] of readFileSync(file, "utf8").split("\n").entries()) {
    const line = raw.trim();
    const heading = /^#+\s+(.*)$/u.exec(line)?.[1];
    if (heading !== undefined) talks.push({ title: heading, lines: [] });
    const sign = /^([<>~])\s*(.+)$/u.exec(line);
    if (!sign) continue;
    if (talks.length === 0) talks.push({ title: "talk", lines: [] });
    talks.at(-1)?.lines.push({ number: at + 1, sign: sign[1] as TalkLine["sign"], content: sign[2]?.trim() ?? "" });
  }
  return talks.filter(({ lines }) => lines.length > 0);
}

const statuses = ["incident", "none", "unknown"] as const;
type SaidStatus = (typeof statuses)[number];

/** A conversation of its own, whose replies are given back. */
export type Stage = {
  send: (input: InboundMessage["input"]) => Promise<Reply | null>;
  setStatus: (what: SaidStatus) => void;
};

/** Runs each talk in a conversation of its own, with the understanding and the statechart of the service. */
export async function runTalks(
  talks: readonly Talk[],
  options: { articles: readonly Article[]; understand: Interpret },
): Promise<TalkFault[]> {
  const store = await openStore({ url: "sqlite::memory:" });
  try {
    const faults: TalkFault[] = [];
    for (const [at, talk] of talks.entries())
      faults.push(...(await runTalk(talk, openStage(store, `talk${at}`, options))));
    return faults;
  } finally {
    await store.close();
  }
}

/** Opens one, with the understanding and the statechart of the service. */
export function openStage(
  store: Store,
  conversation: string,
  { articles, understand }: { articles: readonly Article[]; understand: Interpret },
): Stage {
  let count = 0;
  let status: Record<string, LiveStatus> = {};
  const now = (): number => Date.now();
  const party: ConversationReference = {
    conversation,
    channel: "terminal",
    user: conversation,
    userName: "Kim",
    locale: "en",
    address: {},
    push: false,
  };
  const conversations = createConversations({
    store: store.turnStore,
    understand,
    guides: guidesOf(articles),
    status: () => status,
    desk: () => ({ state: "staffed", online: [] }),
    mail: false,
    now,
    newCaseNumber: () => `CASE${(count += 1)}`,
    watch: {
      taken: () => undefined,
      failed: (_failure, error) => {
        throw error;
      },
    },
  });
  return {
    async send(input) {
      // A conversation may go on with other articles, and an id that was there means a message sent again.
      const message = { id: randomUUID(), conversation, at: now(), input };
      return (await conversations.receiveAndReply(party, message)).at(-1)?.reply ?? null;
    },
    setStatus(what) {
      const known: LiveStatus =
        what === "incident"
          ? { kind: "incident", title: "Playback is failing", since: now() - 600_000, checkedAt: now() }
          : { kind: "no-incident", checkedAt: now() };
      status = what === "unknown" ? {} : Object.fromEntries(articles.map(({ id }) => [id, known]));
    },
  };
}

async function runTalk(talk: Talk, stage: Stage): Promise<TalkFault[]> {
  let reply: Reply | null = null;
  for (const { number, sign, content } of talk.lines) {
    const fault = (what: string): TalkFault[] => [{ talk: talk.title, line: number, fault: what }];
    const button = /^\[(.+)\]$/u.exec(content)?.[1];
    if (sign === "~") {
      const status = statuses.find((one) => content.replace(/^status:\s*/u, "") === one);
      if (!status) return fault(`write ~ status: ${statuses.join(", or ~ status: ")}`);
      stage.setStatus(status);
    } else if (sign === ">" && button !== undefined) {
      const choice = reply?.choices.find(({ label }) => label === button);
      if (!choice) return fault(`there is no button "${button}", but ${buttonsOf(reply)}`);
      reply = await stage.send({ kind: "pressed", press: choice.press, text: button });
    } else if (sign === ">") reply = await stage.send({ kind: "said", text: content, attachments: 0 });
    else if (button !== undefined) {
      if (!reply?.choices.some(({ label }) => label === button))
        return fault(`no button "${button}", but ${buttonsOf(reply)}`);
    } else if (!reply || !asSeen(reply.text).includes(asSeen(content)))
      return fault(`expected "${content}", and was told: ${shortened(reply?.text)}`);
  }
  return [];
}

/** A text without what people do not see or type: marks of emphasis, line breaks, curved quotes. */
const asSeen = (text: string): string =>
  text.replaceAll("**", "").replaceAll(/[’‘]/gu, "'").replaceAll(/[“”]/gu, '"').replaceAll(/\s+/gu, " ");
const buttonsOf = (reply: Reply | null): string => reply?.choices.map(({ label }) => `[${label}]`).join(" ") || "none";
const shortened = (text = "nothing"): string => asSeen(text).slice(0, 300);
