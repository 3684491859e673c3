import { randomBytes } from "node:crypto";

import type { TurnContext } from "../../dialogs/events.ts";
import type { Guides } from "../../dialogs/guides.ts";
import type { CannedReply } from "../../knowledge/canned-replies.ts";
import type { DeskHours } from "../config/settings.ts";
import type { AgentStore, CaseStore, Redact, Typing } from "../conversation/case-ports.ts";
import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import type { LineDeliveries } from "../conversation/line-ports.ts";
import type { HttpRouter } from "../http/router.ts";
import type { Transcripts } from "../conversation/ports.ts";
import { createAuthentication } from "./authentication.ts";
import { deskApiPath, createDeskApi } from "./api.ts";
import { createCaseCommands } from "./case-commands.ts";
import { mountCaseRoutes } from "./case-routes.ts";
import { type FailingChannels, mountChannelRoutes } from "./channel-routes.ts";
import { caseToJson } from "./case-json.ts";
import { createDeskEvents } from "./desk-events.ts";
import { createBusinessHours } from "./business-hours.ts";
import { createAbandonedCaseJob } from "./jobs/abandoned-case-job.ts";
import { createSignInLockout } from "./sign-in-lockout.ts";
import type { ExternalDesks } from "./external-desks.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createWaitingReminderJob } from "./jobs/waiting-reminder-job.ts";
import { type AgentAuth, createAgentAuth } from "./agent-auth.ts";
import { mountSessionRoutes } from "./session-routes.ts";

/** A human agent and the token they sign in with. */
export type Agent = { name: string; token: string };

export type DeskOptions = {
  config: { deskAgents: readonly Agent[]; loopback: boolean; desk: DeskHours & { claimWithinMs: number } };
  store: {
    cases: CaseStore;
    agents: AgentStore;
    transcripts: Transcripts;
    lineDeliveries: LineDeliveries;
    typing: Typing;
    privacy: { redact: Redact };
  };
  guides: Guides;
  /** The sync status of a case at the external desks. */
  externalDesks: ExternalDesks;
  cannedReplies: readonly CannedReply[];
  clock: Clock;
  log: Logger;
};

export type Desk = {
  /** Whether an agent can be expected to answer soon. */
  now(): TurnContext["desk"];
  /** The agent generated because the settings name none; for the sign-in link. */
  generatedAgent: Agent | null;
  /** Registers the routes and the jobs. */
  mount(parts: {
    router: HttpRouter;
    /** Runs the turns of what was stored for a conversation. */
    processPending: (conversation: string) => Promise<void>;
    secure: boolean;
    failing: FailingChannels;
  }): void;
  start(): Promise<void>;
  stop(): void;
};

export function openDesk(options: DeskOptions): Desk {
  const { config, store, clock, log } = options;
  const { agents, generated } = agentsOf(config);
  const agentAuth = createAgentAuth({ agents });
  const hours = createBusinessHours(config.desk);
  const presence = createPresence({
    agents: store.agents,
    names: agentAuth.names,
    clock,
    log,
  });
  const stops = [() => presence.stop()];
  const starts = [() => presence.start()];
  return {
    generatedAgent: generated,
    now() {
      if (!hours.isOpen(clock.now()))
        return { state: "closed", opensAt: hours.nextOpening(clock.now()), timeZone: config.desk.timeZone };
      const online = presence.online();
      return online.length > 0 ? { state: "staffed", online } : { state: "empty" };
    },
    mount(parts) {
      const { processPending } = parts;
      mountRoutes({ ...options, ...parts, agentAuth, presence });
      const shared = {
        cases: store.cases,
        processPending,
        clock,
        log,
      };
      const jobs = [
        createWaitingReminderJob({ ...shared, hours, claimWithinMs: config.desk.claimWithinMs }),
        createAbandonedCaseJob({ ...shared, lastSeenAt: presence.lastSeenAt }),
      ];
      for (const job of jobs) {
        starts.push(async () => job.start());
        stops.push(() => job.stop());
      }
    },
    async start() {
      for (const start of starts) await start();
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** The agents of the settings; without any, on loopback only, one generated at each start. */
function agentsOf({ deskAgents, loopback }: DeskOptions["config"]): {
  agents: readonly Agent[];
  generated: Agent | null;
} {
  if (deskAgents.length > 0 || !loopback) return { agents: deskAgents, generated: null };
  const generated = { name: "agent", token: randomBytes(18).toString("base64url") };
  return { agents: [generated], generated };
}

type Mounting = DeskOptions & {
  agentAuth: AgentAuth;
  presence: Presence;
  router: HttpRouter;
  processPending: (conversation: string) => Promise<void>;
  secure: boolean;
  failing: FailingChannels;
};

function mountRoutes(parts: Mounting): void {
  const { store, guides, externalDesks, clock, agentAuth, presence, router, processPending, log } = parts;
  const { cases, transcripts, lineDeliveries, typing } = store;
  const authentication = createAuthentication({
    ...parts,
    lockout: createSignInLockout(clock),
    clientOf: router.clientOf,
    now: clock.now,
  });
  const api = createDeskApi({ router, authentication, presence });
  const commands = createCaseCommands({
    cases,
    processPending,
    now: clock.now,
    redact: store.privacy.redact,
    externalDesks,
  });
  mountCaseRoutes({
    api,
    commands,
    cases,
    transcripts,
    lineDeliveries,
    typing,
    guides,
    names: agentAuth.names,
    externalDesks,
  });
  mountSessionRoutes({ ...parts, api, authentication });
  mountChannelRoutes({ ...parts, api });
  const stream = createDeskEvents({
    cases,
    typing,
    presence,
    router,
    toJson: (found) => caseToJson(found, guides),
    log,
  });
  router.on("GET", `${deskApiPath}/events`, async (req, res) =>
    stream(req, res, await authentication.authenticate(req)),
  );
}
