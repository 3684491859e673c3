import type { Logger } from "../../../src/common/logger.ts";
import { createRecordedLog, type LogLine } from "../../support/recorded-log.ts";
import nock from "nock";
import { silentLog } from "../../support/recorded-log.ts";
import { expect, onTestFinished } from "vitest";

import { guidesOf } from "../../../dialogs/guides.ts";
import { createBotAuthentication } from "../../../src/channels/botframework/bot-authentication.ts";
import { createExpertsChannel } from "../../../src/channels/botframework/experts-channel.ts";
import type { ConnectorSettings } from "../../../src/config/integration-settings.ts";
import { type CaseCommandsOptions, createCaseCommands } from "../../../src/desk/case-commands.ts";
import { createCaseNotes, createFollowChange } from "../../../src/desk/case-notes.ts";
import { createCaseRedaction } from "../../../src/desk/case-redaction.ts";
import { type CaseCommand, caseStateOf } from "../../../src/desk/case-rules.ts";
import { openConnectors } from "../../../src/desk/integrations/open-connectors.ts";
import {
  createOutboxDispatcher,
  type OutboxDispatcher,
  type OutboxDispatcherOptions,
} from "../../../src/delivery/outbox-dispatcher.ts";
import { openStore, type Store } from "../../../src/storage/open-store.ts";
import { createConversations, type TurnQueue } from "../../../src/conversation/turn-queue.ts";
import type { LineChange } from "../../../src/conversation/line-ports.ts";
import type {
  Conversations,
  InboundMessage,
  ConversationReference,
  StatusNow,
} from "../../../src/conversation/ports.ts";
import { openInterpreter } from "../../../src/understanding/load-models.ts";
import { createLeapingClock, type LeapingClock } from "../../delivery/support/leaping-clock.ts";
import { openWebhookServer } from "./webhook-server.ts";
import { testArticles } from "../../support/test-articles.ts";

/** No connector is chosen; a test adds its own. */
const noConnectors: ConnectorSettings = { teams: null, chatwoot: null, zendesk: null, handoff: null };

const noon = Date.UTC(2026, 10, 22, 12);

/** What differs from stage to stage. `desk`: whether somebody is at the desk; `url`: the database. */
type Staging = {
  desk?: "staffed" | "empty";
  push?: boolean;
  timeoutMs?: number;
  url?: string;
  status?: ReturnType<StatusNow>;
};

/** The real store, outbox, turns and connectors; only time is made, and what is outside is nock's. */
export async function openStage(settings: Partial<ConnectorSettings>, options: Staging = {}) {
  const clock = createLeapingClock(noon);
  const store = await openStore({ url: options.url ?? "sqlite::memory:", now: clock.now, leaseNow: clock.now });
  const recorded = createRecordedLog();
  const world = { count: 0, warnings: recorded.lines, said: [] as string[] };
  const connectors = connectorsOf({
    settings,
    store,
    clock,
    warnings: world.warnings,
    log: recorded.log,
    timeoutMs: options.timeoutMs ?? 10_000,
  });
  const conversations = conversationsOf({
    store,
    clock,
    connectors: connectors.names,
    desk: options.desk ?? "staffed",
    status: options.status ?? {},
  });
  const channel = async ({ body }: { body: unknown }) => void world.said.push(textOf(body));
  const startOutbox = (): OutboxDispatcher =>
    startedOutbox({
      store: store.outbox,
      deliverers: { ...connectors.deliverers, channel },
      clock,
      log: silentLog,
      random: () => 1,
    });
  const running = { outbox: startOutbox() };
  const { router, post } = await openWebhookServer();
  connectors.mount({ router, processPending: conversations.processPending });
  onTestFinished(async () => {
    await clock.until(running.outbox.stop(0));
    await conversations.idle();
    await leaveTidy(store, world.warnings);
  });
  const say = (text: string, id = `m${++world.count}`, conversation = reference.conversation): Promise<void> =>
    received(
      conversations,
      { ...reference, push: options.push ?? true, conversation, user: `u of ${conversation}` },
      { id, text, at: clock.now() },
    );
  const { processPending: takeUp } = conversations;
  const desk = createCaseCommands({
    cases: connectors.cases,
    processPending: takeUp,
    now: clock.now,
    nameOf: (login) => login,
  });
  const redaction = createCaseRedaction({
    ...store.privacy,
    commands: desk,
    cases: connectors.cases,
    externalDesks: connectors.externalDesks,
    nameOf: (login) => login,
    now: clock.now,
  });
  const notes = createCaseNotes({ cases: connectors.cases, now: clock.now, log: recorded.log });
  return {
    clock,
    store,
    say,
    /** The person edits or deletes this message of theirs. */
    change: async (id: string, change: LineChange): Promise<void> =>
      createFollowChange({ ...store, notes, now: clock.now })(reference.conversation, id, change),
    send: async (incoming: InboundMessage): Promise<void> =>
      (await conversations.receive({ ...reference, push: options.push ?? true }, incoming)).finished,
    post,
    interceptThread: connectors.interceptThread,
    begin: connectors.start,
    warnings: world.warnings,
    shownToPerson: world.said,
    act: (number: string, agent: string, command: CaseCommand) =>
      desk.execute(number, agent, command, `key ${++world.count}`),
    redact: (number: string, agent: string, words: string) =>
      redaction.redact({ number, agent, role: "lead", words, key: `key ${++world.count}` }, true),
    /** The time in which somebody should take it is over. */
    unclaimed: (number: string) =>
      tellUnclaimed(number, { cases: connectors.cases, processPending: takeUp, now: clock.now }),
    theCase: () => theCase(store),
    history: () => historyOf(store),
    /** Lets time pass until nothing waits to be delivered. */
    delivered: () => clock.until(emptied(store)),
    /** The end of one process and the start of the next, as far as deliveries go. */
    endOutbox: () => running.outbox.stop(0),
    startOutbox: () => void (running.outbox = startOutbox()),
  };
}

async function leaveTidy(store: Store, warnings: readonly LogLine[]): Promise<void> {
  await store.close();
  nock.cleanAll();
  expect(warnings).toEqual([]);
}

type Around = {
  settings: Partial<ConnectorSettings>;
  store: Store;
  clock: LeapingClock;
  warnings: LogLine[];
  log: Logger;
  timeoutMs: number;
};

/** The connectors as the service opens them. */
function connectorsOf({ settings, store, clock, log, timeoutMs }: Around) {
  return openConnectors({
    nameOf: (login) => login,
    settings: { ...noConnectors, ...settings },
    store,
    guides: guidesOf(testArticles),
    experts: createExpertsChannel({ auth: createBotAuthentication({ bot: null }), timeoutMs }),
    now: clock.now,
    log,
    timeoutMs,
  });
}

/** The person writes; resolves when the turn is over. */
async function received(
  { receive }: Conversations,
  from: ConversationReference,
  { id, text, at }: { id: string; text: string; at: number },
): Promise<void> {
  const { finished } = await receive(from, {
    id,
    conversation: from.conversation,
    at,
    input: { kind: "said", text, attachments: 0 },
  });
  await finished;
}

const reference: ConversationReference = {
  conversation: "kims",
  channel: "msteams",
  user: "u",
  userName: "Kim",
  locale: "en",
  address: {},
  push: true,
};

function startedOutbox(options: OutboxDispatcherOptions): OutboxDispatcher {
  const outbox = createOutboxDispatcher(options);
  outbox.start();
  return outbox;
}

/** A stage on which Kim has asked for a person in a case. */
export async function askForPerson(stage: Awaited<ReturnType<typeof openStage>>): Promise<string> {
  await stage.say("Spotify says error 502 on my iPhone");
  await stage.say("person");
  return (await stage.theCase()).number;
}

async function historyOf(store: Store): Promise<string[]> {
  const { number } = await theCase(store);
  return (await store.cases.history(number)).map(({ who, what, text }) => [who, what, text].join(" ").trim());
}

async function theCase(store: Store) {
  const [found] = [
    ...(await store.cases.list("waiting", 1)),
    ...(await store.cases.list("active", 1)),
    ...(await store.cases.closed(1)),
  ];
  return found!;
}

async function emptied({ outbox }: Store): Promise<void> {
  while ((await outbox.backlog()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

function textOf(body: unknown): string {
  return (body as { line?: { text: string } }).line?.text ?? "";
}

type TurnsOf = {
  store: Store;
  clock: LeapingClock;
  connectors: readonly string[];
  desk: "staffed" | "empty";
  status: ReturnType<StatusNow>;
};

function conversationsOf({ store, clock, connectors, desk, status }: TurnsOf): TurnQueue {
  let count = 0;
  return createConversations({
    store: store.turnStore,
    understand: openInterpreter({ articles: testArticles }),
    guides: guidesOf(testArticles),
    status: () => status,
    desk: () => ({ state: desk }),
    now: clock.now,
    newCaseNumber: () => `CASE${++count}`,
    connectors,
    watch: {
      taken: () => undefined,
      failed: (_failure, error) => {
        throw error;
      },
    },
  });
}

async function tellUnclaimed(number: string, options: Omit<CaseCommandsOptions, "nameOf">): Promise<void> {
  const found = await options.cases.get(number);
  const to = { ...caseStateOf(found!), remindedAt: options.now() };
  const entry = {
    id: `unclaimed/${number}`,
    at: options.now(),
    who: "assistant",
    what: "unclaimed" as const,
    text: "",
  };
  const { conversation } = found!;
  expect(
    await options.cases.change({
      number,
      conversation,
      from: found!,
      to,
      entry,
      systemEvent: { type: "case.unclaimed" },
    }),
  ).toBe("stored");
  await options.processPending(conversation);
}
