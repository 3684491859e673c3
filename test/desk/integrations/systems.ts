import nock from "nock";

import type { ConnectorSettings } from "../../../src/config/integration-settings.ts";
import { createRecord } from "./recorded.ts";
import type { openStage } from "./stage.ts";

type Stage = Awaited<ReturnType<typeof openStage>>;
/**
 * What the system holds after all: how often the case was opened there, the person's words in it, and every body that
 * it was sent.
 */
export type Held = { opened: number; received: string[]; bodies: Body[] };

/** Another system as its makers document it, with a memory of its own, so that what is doubled is seen. */
export type System = {
  name: string;
  /** As the desk names it. */
  title: string;
  settings: Partial<ConnectorSettings>;
  desk: "staffed" | "empty";
  /** The first thing that it is asked for a new case. */
  first(): nock.Interceptor;
  /** Leaves a request without an answer. */
  hang(asked: nock.Interceptor): void;
  /** What makes the case there. */
  create(): nock.Interceptor;
  /** What brings the person's words there. */
  word(): nock.Interceptor;
  /** From now on all goes well; `held`: what it holds from before. */
  play(held?: Held): Held;
  /** Somebody answers there, by a call that comes twice. Null: answers do not come back. */
  answer: ((stage: Stage, text: string) => Promise<void>) | null;
};

const nothingHeld = (): Held => ({ opened: 0, received: [], bodies: [] });

type Body = Record<string, unknown>;
/** What a system does with a request's body, and answers. */
const answeringFor =
  ({ bodies }: Held) =>
  (take: (body: Body) => unknown): ((request: Request) => Promise<never>) =>
    createRecord("").answering((body) => (bodies.push(body), take(body)));
const twice = async (send: () => Promise<unknown>): Promise<void> => {
  for (let time = 0; time < 2; time++) await send();
};

const chatwootBase = "/api/v1/accounts/7";
const chatwootHost = () => nock("https://chat.example.com");

const late = (asked: nock.Interceptor): void => void asked.delay(400).reply(503);
/**
 * The SDK's client and nock do not agree on a delayed answer that is no longer wanted; on a real line it is tried with
 * the experts' thread.
 */
const brokenOff = (asked: nock.Interceptor): void =>
  void asked.replyWithError(Object.assign(new Error("late"), { code: "ETIMEDOUT" }));

export const chatwootSettings = {
  url: "https://chat.example.com",
  account: "7",
  inbox: 3,
  token: "agent-bot-token",
  webhookSecret: "a-secret-of-the-webhook",
};
export const chatwootWebhook = `/api/connectors/chatwoot?secret=${chatwootSettings.webhookSecret}`;

/** A message of an agent in Chatwoot, as its webhook sends it. */
export const chatwootMessage = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  event: "message_created",
  id: 901,
  content: "Have you tried another network?",
  content_type: "text",
  message_type: "outgoing",
  private: false,
  content_attributes: {},
  sender: { id: 5, name: "Sam", type: "user" },
  conversation: { id: 21, status: "open" },
  account: { id: 7 },
  ...change,
});

const chatwoot: System = {
  name: "chatwoot",
  hang: late,
  title: "Chatwoot",
  settings: { chatwoot: chatwootSettings },
  desk: "staffed",
  first: () => chatwootHost().get(`${chatwootBase}/contacts/search`).query(true),
  create: () => chatwootHost().post(`${chatwootBase}/conversations`),
  word: () => chatwootHost().post(`${chatwootBase}/conversations/21/messages`),
  play(held = nothingHeld()) {
    const answering = answeringFor(held);
    const conversations: unknown[] = [];
    const messages: Body[] = [];
    const make = answering((body) => (held.opened++, conversations.push({ id: 21, ...body }), { id: 21 }));
    const receive = answering((body) => {
      messages.push(body);
      if (body["message_type"] === "incoming") held.received.push(String(body["content"]));
      return { ...body, id: messages.length };
    });
    const contact = { id: 11, identifier: "kims", contact_inboxes: [{ source_id: "kims", inbox: { id: 3 } }] };
    chatwootHost()
      .persist()
      .get(`${chatwootBase}/contacts/search`)
      .query(true)
      .reply(200, { payload: [contact] })
      .get(`${chatwootBase}/contacts/11/conversations`)
      .reply(200, () => ({ payload: conversations }))
      .post(`${chatwootBase}/conversations`)
      .reply(200, make)
      .get(`${chatwootBase}/conversations/21/messages`)
      .reply(200, () => ({ payload: messages }))
      .post(`${chatwootBase}/conversations/21/messages`)
      .reply(200, receive);
    return held;
  },
  answer: (stage, content) =>
    twice(() =>
      stage.post(chatwootWebhook, {
        event: "message_created",
        id: 901,
        content,
        message_type: "outgoing",
        sender: { id: 5, name: "Sam" },
        conversation: { id: 21 },
      }),
    ),
};

const zendeskHost = () => nock("https://acme.zendesk.com");

const zendesk: System = {
  name: "zendesk",
  hang: late,
  title: "Zendesk",
  settings: {
    zendesk: {
      address: "https://acme.zendesk.com/api/v2",
      email: "bot@acme.example",
      token: "t0ken",
      webhookSecret: "",
    },
  },
  desk: "empty",
  first: () => zendeskHost().get("/api/v2/tickets.json").query(true),
  create: () => zendeskHost().post("/api/v2/tickets.json"),
  word: () => zendeskHost().put("/api/v2/tickets/35.json"),
  play(held = nothingHeld()) {
    const answering = answeringFor(held);
    const tickets: unknown[] = [];
    const audits: unknown[] = [];
    const make = answering(() => (held.opened++, tickets.push({ id: 35 }), { ticket: { id: 35 } }));
    const receive = answering((body) => {
      const { ticket } = body as { ticket: { comment: { body: string }; metadata: unknown } };
      audits.push({ metadata: ticket.metadata });
      held.received.push(ticket.comment.body.replace(/^Guest: /, ""));
      return { ticket: { id: 35 } };
    });
    zendeskHost()
      .persist()
      .get("/api/v2/tickets.json")
      .query(true)
      .reply(200, () => ({ tickets }))
      .post("/api/v2/tickets.json")
      .reply(201, make)
      .get("/api/v2/tickets/35/audits.json")
      .query(true)
      .reply(200, () => ({ audits }))
      .put("/api/v2/tickets/35.json")
      .reply(200, receive);
    return held;
  },
  answer: null,
};

const teamsHost = () => nock("https://smba.example.com");
const thread = "19:experts@thread.tacv2;messageid=77";
const inThread = `/teams/v3/conversations/${encodeURIComponent(thread)}/activities`;

const teams: System = {
  name: "teams",
  hang: brokenOff,
  title: "Teams experts",
  settings: { teams: { channel: "19:experts@thread.tacv2", serviceUrl: "https://smba.example.com/teams/" } },
  desk: "staffed",
  first: () => teamsHost().post("/teams/v3/conversations"),
  create: () => teamsHost().post("/teams/v3/conversations"),
  word: () => teamsHost().post(inThread),
  play(held = nothingHeld()) {
    const answering = answeringFor(held);
    const make = answering(() => (held.opened++, { id: thread, activityId: "77" }));
    const receive = answering((body) => {
      const { text } = body as { text?: string };
      if (text?.startsWith("Guest: ")) held.received.push(text.slice("Guest: ".length));
      return { id: "88" };
    });
    teamsHost()
      .persist()
      .post("/teams/v3/conversations")
      .reply(201, make)
      .post(inThread)
      .reply(201, receive)
      .put(`${inThread}/77`)
      .reply(200, { id: "77" })
      .get(/pagedmembers/)
      .query(true)
      .reply(200, { members: [] });
    return held;
  },
  answer: (stage, text) =>
    twice(() =>
      stage.interceptThread({ thread, who: "Sam", id: "m901", input: { kind: "said", text, attachments: 0 } }),
    ),
};

const hubHost = () => nock("https://hub.example.com");

const handoff: System = {
  name: "handoff",
  hang: late,
  title: "Hand-off hub",
  settings: { handoff: { url: "https://hub.example.com/api/handoff", secret: "a-secret-for-the-hub" } },
  desk: "staffed",
  first: () => hubHost().post("/api/handoff"),
  create: () => hubHost().post("/api/handoff"),
  word: () => hubHost().post("/api/handoff"),
  play(held = nothingHeld()) {
    const answering = answeringFor(held);
    // A hub knows an activity again by its id.
    const known = new Set<string>();
    const take = answering((body) => {
      const { id, name, type, text } = body as { id: string; name?: string; type: string; text: string };
      if (known.has(id)) return {};
      known.add(id);
      if (name === "handoff.initiate") held.opened++;
      if (type === "message") held.received.push(text);
      return {};
    });
    hubHost().persist().post("/api/handoff").reply(202, take);
    return held;
  },
  answer: async (stage, text) => {
    const { number } = await stage.theCase();
    const activity = { type: "message", id: "r901", conversation: { id: number }, from: { name: "Sam" }, text };
    await twice(() =>
      stage.post("/api/connectors/handoff", activity, { authorization: "Bearer a-secret-for-the-hub" }),
    );
  },
};

/** All of them. */
export const systems: readonly System[] = [chatwoot, zendesk, teams, handoff];
