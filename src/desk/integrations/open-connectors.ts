import type { Logger } from "../../common/logger.ts";
import type { Guides } from "../../../dialogs/guides.ts";
import type { ConnectorSettings } from "../../config/integration-settings.ts";
import {
  type ConnectorCalls,
  type ConnectorLinks,
  destinationOf,
  type OpeningAttempts,
} from "../../conversation/case-calls.ts";
import type { CaseStore } from "../../conversation/case-ports.ts";
import { createSyncStatus, type ExternalDesks } from "./sync-status.ts";
import type { ThreadInterceptor, ExpertsChannel } from "../../conversation/expert-ports.ts";
import type { HttpRouter } from "../../http/router.ts";
import type { Deliver, Transcripts } from "../../conversation/ports.ts";
import { createInboundActions } from "./inbound-actions.ts";
import { withConnectorCalls } from "./calls-for-change.ts";
import { createChatwoot } from "./chatwoot/chatwoot.ts";
import { mountChatwootWebhook } from "./chatwoot/chatwoot-webhook.ts";
import type { Connector } from "./connector.ts";
import { createDeliverCalls, redriveFailed } from "./deliver-calls.ts";
import { createThreadInterceptor } from "./teams/thread-interceptor.ts";
import { createHandoff } from "./handoff/handoff.ts";
import { createReceiveHandoff, mountHandoffWebhook, type ReceiveHandoff } from "./handoff/handoff-webhook.ts";
import { createRedriveAll } from "./redrive.ts";
import { createDeskNotes } from "./desk-notes.ts";
import { createApiClient, type ApiClientOptions } from "./api-client.ts";
import { createTeamsExperts } from "./teams/teams-experts.ts";
import { createZendesk } from "./zendesk/zendesk.ts";
import { mountZendeskWebhook } from "./zendesk/zendesk-webhook.ts";

/** What the connectors are made of. */
export type ConnectorsOptions = {
  settings: ConnectorSettings;
  /** What people see of an agent's login. */
  nameOf: (login: string) => string;
  store: {
    cases: CaseStore;
    transcripts: Transcripts;
    connectorLinks: ConnectorLinks;
    openingAttempts: OpeningAttempts;
    connectorCalls: ConnectorCalls;
  };
  guides: Guides;
  /** A team's channel. */
  experts: ExpertsChannel;
  now: () => number;
  log: Logger;
  /** How long another system may take to answer. */
  timeoutMs?: number;
};

/** The connectors that the settings choose. */
export type Connectors = {
  names: readonly string[];
  /** The case store, which passes every change to the connectors. */
  cases: CaseStore;
  /** By destination, for the outbox. */
  deliverers: Readonly<Record<string, Deliver>>;
  /** What agents call the other systems, by destination. */
  titles: Readonly<Record<string, string>>;
  /** Destinations whose create call is not idempotent. */
  recordAttemptBeforeSend: ReadonlySet<string>;
  /** Takes what comes in a case's thread in Teams. */
  interceptThread: ThreadInterceptor;
  /** Takes what a hub sends to the bot itself, rather than to its webhook. */
  receiveFromHub(activity: unknown): Promise<boolean>;
  /**
   * Checks which other systems can be reached, where that needs no case, and logs those that cannot. Sends dead letters
   * of an earlier run again: settings may be right by now.
   */
  start(): Promise<void>;
  /** The other systems that know a case, or should. */
  externalDesks: ExternalDesks;
  /** Registers the webhook routes by which replies come back. `processPending` runs the turns of what was stored for a conversation. */
  mount(parts: { router: HttpRouter; processPending: (conversation: string) => Promise<void> }): void;
};

/** Makes the connectors; nothing is called until a case is. */
export function openConnectors(options: ConnectorsOptions): Connectors {
  const { settings, nameOf, store, guides, experts, now, log } = options;
  const { cases, transcripts, connectorLinks: links, openingAttempts: attempts, connectorCalls: calls } = store;
  const made = connectorsOf(options);
  const names = made.map(({ name }) => name);
  const notes = createDeskNotes({ cases, now, log });
  const shared = { cases, transcripts, links, attempts, calls, guides, notes, now, log };
  const interceptors: ThreadInterceptor[] = [];
  const hubs: ReceiveHandoff[] = [];
  return {
    names,
    interceptThread: async (came) => (await interceptors[0]?.(came)) ?? null,
    receiveFromHub: async (activity) => (await hubs[0]?.(activity)) === "taken",
    async start() {
      if (settings.teams)
        await experts
          .check(settings.teams)
          .catch((err: unknown) => log.warn({ err }, "experts channel of Teams cannot be reached"));
      const again = made.map(({ name }) => createRedriveAll({ connector: name, calls })());
      await Promise.all(again).catch((err: unknown) => log.warn({ err }, redriveFailed));
    },
    externalDesks: createSyncStatus({ connectors: made, calls }),
    cases: withConnectorCalls(cases, names, nameOf),
    recordAttemptBeforeSend: new Set(
      made.filter(({ nonIdempotentCreate }) => nonIdempotentCreate).map(({ name }) => destinationOf(name)),
    ),
    titles: Object.fromEntries(made.map(({ name, title }) => [destinationOf(name), title])),
    deliverers: Object.fromEntries(
      made.map((connector) => [destinationOf(connector.name), createDeliverCalls({ ...shared, connector })]),
    ),
    mount({ router, processPending }) {
      const inboundActions = createInboundActions({ cases, connectors: names, processPending, now });
      if (settings.teams)
        interceptors.push(
          createThreadInterceptor({
            links,
            attempts,
            cases,
            guides,
            experts,
            channel: settings.teams,
            inboundActions,
            nameOf,
          }),
        );
      if (settings.chatwoot)
        mountChatwootWebhook({ router, secret: settings.chatwoot.webhookSecret, links, inboundActions });
      if (settings.zendesk && settings.zendesk.webhookSecret !== "")
        mountZendeskWebhook({ router, secret: settings.zendesk.webhookSecret, links, cases, inboundActions });
      if (!settings.handoff) return;
      const take = createReceiveHandoff({ links, inboundActions, notes });
      hubs.push(take);
      mountHandoffWebhook({ router, secret: settings.handoff.secret, take });
    },
  };
}

function connectorsOf({ settings, nameOf, experts, now, timeoutMs }: ConnectorsOptions): Connector[] {
  const { teams, chatwoot, zendesk, handoff } = settings;
  const callTo = (to: Pick<ApiClientOptions, "baseUrl" | "headers">) =>
    createApiClient({ ...to, now, ...(timeoutMs !== undefined && { timeoutMs }) });
  const made = [
    teams && createTeamsExperts({ experts, channel: teams, nameOf }),
    chatwoot && createChatwoot({ call: callTo(chatwootAddress(chatwoot)), inbox: chatwoot.inbox }),
    zendesk && createZendesk({ call: callTo(zendeskAddress(zendesk)) }),
    handoff &&
      createHandoff({
        call: callTo({ baseUrl: handoff.url, headers: { authorization: `Bearer ${handoff.secret}` } }),
        now,
      }),
  ];
  return made.filter((connector) => connector !== null);
}

function chatwootAddress({ url, account, token }: NonNullable<ConnectorSettings["chatwoot"]>) {
  return { baseUrl: `${url}/api/v1/accounts/${account}`, headers: { api_access_token: token } };
}

function zendeskAddress({ address, email, token }: NonNullable<ConnectorSettings["zendesk"]>) {
  return {
    baseUrl: address,
    headers: { authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}` },
  };
}
