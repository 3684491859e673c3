import { expect, onTestFinished } from "vitest";

import { guidesOf } from "../../dialogs/guides.ts";
import type { LiveStatus, TurnContext } from "../../dialogs/events.ts";
import type { Reply } from "../../dialogs/replies/reply.ts";
import { openStore } from "../../src/storage/open-store.ts";
import { createConversations } from "../../src/conversation/turn-queue.ts";
import type { InboundMessage, ConversationReference } from "../../src/conversation/ports.ts";
import type { Interpret } from "../../src/understanding/interpretation/interpretation.ts";
import { openInterpreter, transformerFile } from "../../src/understanding/load-models.ts";
import { createTransformerClassifier } from "../../src/understanding/transformer/transformer-classifier.ts";
import { testArticles } from "./test-articles.ts";

/**
 * Holds a whole conversation written down as a transcript, with the real understanding, statechart and store:
 *
 *     > what the person writes
 *     > [Still broken]              presses the button with these words
 *     < a piece of the reply        (several lines: all in the reply, in this order)
 *     < [It works now]              the reply offers this button
 *     < nothing                     no reply
 *     < !a piece                    the reply has this nowhere
 *     ~ 3 days                      time goes by
 *     ~ status: incident / none / unknown   the status feed says so from here on
 * ~ desk: staffed / Ana / empty / closed who is at the desk from here on; closed opens on Monday at nine in Berlin
 *     ! {"type":"status.over"}      the world does something
 *
 * Each `<` block speaks of the reply to the line before it.
 */
export async function talk(
  transcript: string,
  options: { reference?: Partial<ConversationReference>; mail?: boolean; transformer?: boolean } = {},
): Promise<Talk> {
  const stage = await openStage(options);
  let reply: Reply | null = null;
  let at = 0;
  for (const raw of transcript.split("\n")) {
    const line = raw.trim();
    if (line === "") continue;
    const content = line.slice(1).trim();
    if (line.startsWith("<")) {
      at = expectPiece(reply, content, at, line);
    } else {
      reply = await stage.act(line[0] ?? "", content, reply);
      at = 0;
    }
  }
  return stage;
}

/** The same, where the transcript says it all. */
export async function holds(transcript: string): Promise<void> {
  await talk(transcript);
}

/** What stands after the last line. */
export type Talk = Awaited<ReturnType<typeof openStage>>;

function expectPiece(reply: Reply | null, piece: string, from: number, line: string): number {
  if (piece.startsWith("!")) {
    expect(reply?.text ?? "", line).not.toContain(piece.slice(1));
    return from;
  }
  if (piece === "nothing") {
    expect(reply, line).toBeNull();
    return 0;
  }
  const button = /^\[(.+)\]$/.exec(piece)?.[1];
  if (button) {
    expect(reply?.choices.map((choice) => choice.label) ?? [], line).toContain(button);
    return from;
  }
  const text = reply?.text ?? "";
  expect(text.slice(from), line).toContain(piece);
  return text.indexOf(piece, from) + piece.length;
}

function deskOf(what: string): TurnContext["desk"] {
  if (what === "closed") return { state: "closed", opensAt: Date.UTC(2026, 10, 23, 8), timeZone: "Europe/Berlin" };
  if (what === "empty") return { state: "empty" };
  return { state: "staffed", online: what === "staffed" ? [] : [what] };
}

/** What is around the talk: the time, what the status feed says, who is at the desk, and how many ids were given. */
type World = { now: number; status: Record<string, LiveStatus>; desk: TurnContext["desk"]; count: number };

const spans: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function passTime(world: World, content: string): void {
  const [, count = "1", unit = "minute"] = /^(\d+)\s+(\w+?)s?$/.exec(content) ?? [];
  world.now += Number(count) * (spans[unit] ?? 0);
}

function setStatus(world: World, what: string): void {
  const checkedAt = world.now - 120_000;
  const incident = {
    kind: "incident" as const,
    title: "Playback is failing for some people",
    since: world.now - 40 * 60_000,
    checkedAt,
  };
  world.status =
    what === "unknown" ? {} : { "spotify-502": what === "incident" ? incident : { kind: "no-incident", checkedAt } };
}

/** The real one, as in the service, but never too late: a busy machine must not change what is understood. */
const transformer = createTransformerClassifier({ file: transformerFile, timeoutMs: 60_000 });

/** Opened once for all talks of a file: it keeps nothing of a talk, and opening it takes longer than most talks. */
const interpreters = new Map<boolean, Interpret>();
function interpreterOf(asksTransformer: boolean): Interpret {
  const opened =
    interpreters.get(asksTransformer) ??
    openInterpreter({ articles: testArticles, ...(asksTransformer ? { score: transformer.score } : {}) });
  interpreters.set(asksTransformer, opened);
  return opened;
}

async function openStage(options: {
  reference?: Partial<ConversationReference>;
  mail?: boolean;
  transformer?: boolean;
}) {
  const { reference: change = {}, mail = false, transformer: isAsked = true } = options;
  const articles = testArticles;
  await transformer.start();
  const store = await openStore({ url: "sqlite::memory:" });
  onTestFinished(() => store.close());
  const world: World = { now: Date.UTC(2026, 10, 22, 12), status: {}, desk: { state: "staffed" }, count: 0 };
  const reference: ConversationReference = {
    conversation: "talk",
    channel: "webchat",
    user: "u",
    userName: "Kim",
    locale: "en",
    address: {},
    push: false,
    ...change,
  };
  const conversations = createConversations({
    store: store.turnStore,
    understand: interpreterOf(isAsked),
    guides: guidesOf(articles),
    status: () => world.status,
    desk: () => world.desk,
    mail,
    now: () => world.now,
    newCaseNumber: () => `CASE${++world.count}`,
    watch: {
      taken: () => undefined,
      failed: (_failure, error) => {
        throw error;
      },
    },
  });
  const send = async (input: InboundMessage["input"], id = `m${++world.count}`): Promise<Reply | null> => {
    const lines = await conversations.receiveAndReply(reference, {
      id,
      conversation: reference.conversation,
      at: world.now,
      input,
    });
    return lines.at(-1)?.reply ?? null;
  };
  const act = async (sign: string, content: string, last: Reply | null): Promise<Reply | null> => {
    if (sign === "~") {
      if (content.startsWith("status:")) setStatus(world, content.slice(7).trim());
      else if (content.startsWith("desk:")) world.desk = deskOf(content.slice(5).trim());
      else passTime(world, content);
      return last;
    }
    if (sign === "!") return send({ kind: "happened", event: JSON.parse(content) as never });
    const label = /^\[(.+)\]$/.exec(content)?.[1];
    if (label === undefined) return send({ kind: "said", text: content.replaceAll("\\n", "\n"), attachments: 0 });
    const choice = last?.choices.find((one) => one.label === label);
    expect(choice, `there is no button "${label}"`).toBeDefined();
    return send({ kind: "pressed", press: choice?.press, text: label });
  };
  return { act, send, store, reference, world };
}

/** Lines of a talk that show that the guide is still at this step: asking for it moves nothing. */
export const stillAt = (step: number): string => `
  > which step are we on?
  < step ${step} of 10
`;

/** A guide for error 502 on Windows, at its second step. */
export const onWindows = `
  > spotify 502 on windows
  > all fine
  < Step 2 of 10
`;
