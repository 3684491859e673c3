import type { TurnContext } from "../../dialogs/events.ts";
import type { Guides } from "../../dialogs/guides.ts";
import type { CannedReply } from "../../knowledge/canned-replies.ts";
import type { OidcSettings } from "../config/oidc-settings.ts";
import type { DeskSettings } from "../config/desk-settings.ts";
import type {
  AgentStore,
  CaseStore,
  CountWords,
  QueuePlace,
  Redact,
  Typing,
  UndoRedaction,
} from "../conversation/case-ports.ts";
import { createQueuePlace, type QueuePlaceOptions } from "./queue-place.ts";
import { createCalendar } from "../common/calendar-days.ts";
import type { Attachments } from "../conversation/attachments.ts";
import type { AuditLog } from "../conversation/audit-ports.ts";
import type { DeskSessionStore } from "../conversation/desk-session-ports.ts";
import type { Clock } from "../common/clock.ts";
import type { Logger } from "../common/logger.ts";
import type { LineDeliveries } from "../conversation/line-ports.ts";
import type { HttpRouter } from "../http/router.ts";
import type { Transcripts } from "../conversation/ports.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import type { OrderedArticles } from "../../dialogs/step-order.ts";
import type { CannedReplyStore, MentionStore } from "../conversation/desk-team-ports.ts";
import type {
  ArticleOrderStore,
  IncidentStore,
  ReportStore,
  ReviewStore,
  TalkStore,
} from "../conversation/report-ports.ts";
import { type Audit, createAudit, createAuditRetention, mountAuditRoutes } from "./audit.ts";
import { mountAttachmentRoutes } from "./attachment-routes.ts";
import { type Authentication, createAuthentication } from "./authentication.ts";
import { deskApiPath, createDeskApi, type DeskApi } from "./api.ts";
import { createCaseCommands } from "./case-commands.ts";
import { mountCaseRoutes } from "./case-routes.ts";
import { mountCannedReplyRoutes } from "./canned-reply-routes.ts";
import { type FailingChannels, mountChannelRoutes } from "./channel-routes.ts";
import { caseToJson } from "./case-json.ts";
import { createDeskEvents } from "./desk-events.ts";
import { createBusinessHours } from "./business-hours.ts";
import { createAbandonedCaseJob } from "./jobs/abandoned-case-job.ts";
import { createSignInLockout } from "./sign-in-lockout.ts";
import type { ExternalDesks } from "./integrations/sync-status.ts";
import { mountOidcRoutes } from "./oidc/oidc-routes.ts";
import { mentionToJson } from "./agent-mentions.ts";
import { createPresence, type Presence } from "./presence.ts";
import { createOrderJob } from "./jobs/order-job.ts";
import { createReportSumsJob } from "./jobs/report-sums-job.ts";
import { createForgetRedactedJob } from "./jobs/forget-redacted-job.ts";
import { createCaseRedaction } from "./case-redaction.ts";
import { createWaitingReminderJob } from "./jobs/waiting-reminder-job.ts";
import type { CurrentAgents } from "./current-agents.ts";
import { type AgentAuth, createAgentAuth } from "./agent-auth.ts";
import { mountOrderRoutes } from "./reports/order-routes.ts";
import { mountReportRoutes } from "./reports/report-routes.ts";
import { mountReviewRoutes } from "./reports/review-routes.ts";
import { mountTalkRoutes } from "./reports/talk-routes.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { mountSessionRoutes } from "./session-routes.ts";

export type DeskOptions = {
  config: {
    desk: DeskSettings;
    auditRetentionDays: number;
    oidc: OidcSettings | null;
    publicUrl: string | null;
  };
  currentAgents: CurrentAgents;
  directory: AgentDirectory;
  store: {
    cases: CaseStore;
    agents: AgentStore;
    deskSessions: DeskSessionStore;
    auditLog: AuditLog;
    transcripts: Transcripts;
    lineDeliveries: LineDeliveries;
    typing: Typing;
    privacy: {
      redact: Redact;
      countWords: CountWords;
      undoRedaction: UndoRedaction;
      forgetRedacted: (before: number) => Promise<void>;
    };
    turnStore: QueuePlaceOptions["cases"];
    reports: ReportStore;
    incidents: IncidentStore;
    review: ReviewStore;
    talks: TalkStore;
    articleOrders: ArticleOrderStore;
    cannedReplies: CannedReplyStore;
    mentions: MentionStore;
  };
  /** The files of conversations; null: none are kept. */
  attachments: Attachments | null;
  guides: Guides;
  articles: OrderedArticles;
  /** The sync status of a case at the external desks. */
  externalDesks: ExternalDesks;
  cannedReplies: readonly CannedReply[];
  /** The directory whose phrasings get lines from the review; missing: the one that is in use. */
  knowledge?: string | undefined;
  clock: Clock;
  log: Logger;
};

export type Desk = {
  /** Whether an agent can be expected to answer soon. */
  now(): TurnContext["desk"];
  /** Where the case of a conversation stands among those that wait; null where none waits. */
  queuePlace(conversation: string): Promise<QueuePlace | null>;
  /** Registers the routes and the jobs. */
  mount(parts: {
    router: HttpRouter;
    /** Runs the turns of what was stored for a conversation. */
    processPending: (conversation: string) => Promise<void>;
    secure: boolean;
    failing: FailingChannels;
    /** What agents call the other systems, by destination. */
    titles: Readonly<Record<string, string>>;
  }): void;
  start(): Promise<void>;
  stop(): void;
};

export function openDesk(options: DeskOptions): Desk {
  const { config, directory, currentAgents, store, clock, log } = options;
  const agentAuth = createAgentAuth(options.currentAgents.agents);
  const hours = createBusinessHours(config.desk);
  const presence = createPresence({ agents: store.agents, directory, clock, log });
  const now = createDeskNow({ config, hours, presence, directory, clock });
  currentAgents.onChange(() => void refreshPages(presence, log));
  const stops = [() => presence.stop(), () => void currentAgents.stop()];
  const starts = [() => presence.start(), async () => currentAgents.start()];
  return {
    now,
    queuePlace: createQueuePlace({
      cases: store.turnStore,
      reports: store.reports,
      timeZone: config.desk.timeZone,
      clock,
      isStaffed: () => now().state === "staffed",
    }),
    mount(parts) {
      const { processPending } = parts;
      const sessions = createSessions({
        store: store.deskSessions,
        agentAuth,
        provider: config.oidc?.issuer ?? null,
        now: clock.now,
      });
      const retention = createAuditRetention({
        ...store,
        pruneSessions: sessions.prune,
        days: config.auditRetentionDays,
        clock,
        log,
      });
      mountRoutes({ ...options, ...parts, agentAuth, sessions, presence });
      const shared = { cases: store.cases, processPending, clock, log };
      const jobs = [
        retention,
        createWaitingReminderJob({ ...shared, hours, claimWithinMs: config.desk.claimWithinMs }),
        createAbandonedCaseJob({ ...shared, lastSeenAt: presence.lastSeenAt, nameOf: directory.nameOf }),
        createForgetRedactedJob({ ...store.privacy, clock, log }),
        createReportSumsJob({ reports: store.reports, clock, log }),
        createOrderJob({ ...options, orders: store.articleOrders }),
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

type NowParts = Pick<DeskOptions, "config" | "directory" | "clock"> & {
  hours: ReturnType<typeof createBusinessHours>;
  presence: Presence;
};

/** Whether an agent can be expected to answer soon. */
function createDeskNow({ config, hours, presence, directory, clock }: NowParts): () => TurnContext["desk"] {
  return () => {
    if (!hours.isOpen(clock.now()))
      return { state: "closed", opensAt: hours.nextOpening(clock.now()), timeZone: config.desk.timeZone };
    const online = presence.online();
    if (online.length === 0) return { state: "empty" };
    return {
      state: "staffed",
      online,
      nameOf: Object.fromEntries(online.map((one) => [one, directory.nameOf(one)])),
    };
  };
}

/** Tells open pages that the agents have changed; they end where their agent is gone. */
async function refreshPages(presence: Presence, log: Logger): Promise<void> {
  await presence.refresh().catch((err: unknown) => log.warn({ err }, "presence not read again"));
}

type Mounting = DeskOptions & {
  agentAuth: AgentAuth;
  sessions: Sessions;
  presence: Presence;
  router: HttpRouter;
  processPending: (conversation: string) => Promise<void>;
  secure: boolean;
  failing: FailingChannels;
  titles: Readonly<Record<string, string>>;
};

function mountRoutes(parts: Mounting): void {
  const { store, guides, externalDesks, clock, directory, presence, router, processPending, log } = parts;
  const { cases, typing } = store;
  const audit = createAudit({ auditLog: store.auditLog, clock, log });
  parts.currentAgents.onChange((change) => {
    const detail = `${change.added} added, ${change.removed} removed, ${change.changed} changed`;
    void audit({ who: "", what: "settings", subject: "agents file", detail, address: "" });
  });
  const authentication = createAuthentication({
    ...parts,
    audit,
    lockout: createSignInLockout(clock),
    clientOf: router.clientOf,
  });
  const api = createDeskApi({ router, authentication, presence, audit });
  const commands = createCaseCommands({
    cases,
    processPending,
    now: clock.now,
    nameOf: directory.nameOf,
  });
  const redaction = createCaseRedaction({
    ...store.privacy,
    now: clock.now,
    commands,
    cases,
    externalDesks,
    nameOf: directory.nameOf,
  });
  mountAuditRoutes({ ...parts, api, authentication, audit, auditLog: store.auditLog, nameOf: directory.nameOf });
  const calendar = createCalendar(parts.config.desk.timeZone);
  mountCaseRoutes({ ...parts, ...store, audit, api, commands, redaction, calendar, now: clock.now });
  mountCannedReplyRoutes({ ...parts, audit, api, now: clock.now });
  mountAttachmentRoutes({ ...parts, api, authentication, commands, redaction, audit });
  const { answerWithinMs } = parts.config.desk;
  const { oidc: settings, publicUrl } = parts.config;
  const oidc = { ...parts, ...store, settings, publicUrl, authentication, audit, now: clock.now };
  mountSessionRoutes({ ...parts, api, authentication, answerWithinMs, leaveProvider: mountOidcRoutes(oidc) });
  mountReports({ ...parts, api, audit, authentication });
  mountChannelRoutes({ ...parts, api });
  const stream = createDeskEvents({
    cases,
    typing,
    presence,
    router,
    mentionsOf: async (agent) =>
      (await store.mentions.unseen(agent)).map((one) => mentionToJson(one, directory.nameOf)),
    toJson: (found) => caseToJson(found, guides, directory.nameOf),
    log,
  });
  router.on("GET", `${deskApiPath}/events`, async (req, res) =>
    stream(req, res, await authentication.authenticate(req)),
  );
}

/** What leads look at and decide: figures, messages to review, orders of steps. */
function mountReports(parts: Mounting & { api: DeskApi; audit: Audit; authentication: Authentication }): void {
  const { store, clock, directory, config } = parts;
  const calendar = createCalendar(config.desk.timeZone);
  const shared = { ...parts, calendar, now: clock.now, reports: store.reports, nameOf: directory.nameOf };
  mountReportRoutes({ ...shared, incidents: store.incidents });
  mountReviewRoutes({ ...shared, review: store.review });
  mountTalkRoutes({ ...shared, ...store });
  mountOrderRoutes({ ...shared, orders: store.articleOrders });
}
