import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { TurnContext } from "../../dialogs/events.ts";
import type { Guides } from "../../dialogs/guides.ts";
import type { CannedReply } from "../../knowledge/canned-replies.ts";
import type { DeskHours } from "../config/settings.ts";
import type { AgentStore, CaseStore, Redact, Typing } from "../conversation/case-ports.ts";
import type { Clock } from "../common/clock.ts";
import type { HttpRouter } from "../http/router.ts";
import type { Transcripts } from "../conversation/ports.ts";
import { type Admission, createAdmission } from "./authentication.ts";
import { base, createApi } from "./api.ts";
import { createCaseDesk } from "./case-commands.ts";
import { mountCaseRoutes } from "./case-routes.ts";
import { viewOfCase } from "./case-json.ts";
import { createDeskEvents } from "./desk-events.ts";
import { createBusinessHours } from "./business-hours.ts";
import { createLeftAlone } from "./jobs/abandoned-case-job.ts";
import { createSignInLockout } from "./sign-in-lockout.ts";
import type { Outside } from "./external-desks.ts";
import { createPresence } from "./presence.ts";
import { createReminders } from "./jobs/waiting-reminder-job.ts";
import { createRoster } from "./agent-auth.ts";
import { mountSessionRoutes } from "./session-routes.ts";

/** Somebody at the desk, and what they sign in with. */
export type Agent = { name: string; token: string };

/** What the desk is made of. */
export type DeskOptions = {
  config: { deskAgents: readonly Agent[]; loopback: boolean; desk: DeskHours & { claimWithinMs: number } };
  store: {
    cases: CaseStore;
    agents: AgentStore;
    transcripts: Transcripts;
    typing: Typing;
    privacy: { redact: Redact };
  };
  guides: Guides;
  /** The other systems that cases are handed on to. */
  outside: Outside;
  cannedReplies: readonly CannedReply[];
  clock: Clock;
  onTrouble: (reason: string, err: unknown) => void;
};

/** The desk as the service sees it. */
export type Desk = {
  /** What conversations hear of the desk: whether somebody can be expected to answer soon. */
  now(): TurnContext["desk"];
  /** The agent who was made because the settings name none; for the sign-in link. */
  made: Agent | null;
  /** Opens the desk's doors. `takeUp` runs the turns of what was stored for a conversation. */
  mount(parts: { door: HttpRouter; takeUp: (conversation: string) => Promise<void>; secure: boolean }): void;
  start(): Promise<void>;
  stop(): void;
};

/** The desk: who is there, what they can do, and what people are told of it. */
export function openDesk(options: DeskOptions): Desk {
  const { config, store, clock, onTrouble } = options;
  const { agents, made } = agentsOf(config);
  const roster = createRoster({ agents });
  const hours = createBusinessHours(config.desk);
  const presence = createPresence({
    agents: store.agents,
    names: roster.names,
    clock,
    onTrouble: (err) => onTrouble("presence could not be kept", err),
  });
  const stops = [() => presence.stop()];
  const starts = [() => presence.start()];
  return {
    made,
    now() {
      if (!hours.isOpen(clock.now()))
        return { state: "closed", opensAt: hours.nextOpening(clock.now()), timeZone: config.desk.timeZone };
      const online = presence.online();
      return online.length > 0 ? { state: "staffed", online } : { state: "empty" };
    },
    mount({ door, takeUp, secure }) {
      mountRoutes({ ...options, roster, presence, door, takeUp, secure });
      const looking = {
        cases: store.cases,
        takeUp,
        clock,
        onTrouble: (err: unknown) => onTrouble("cases could not be looked after", err),
      };
      const rounds = [
        createReminders({ ...looking, hours, claimWithinMs: config.desk.claimWithinMs }),
        createLeftAlone({ ...looking, lastHeard: presence.lastHeard }),
      ];
      for (const round of rounds) {
        starts.push(async () => round.start());
        stops.push(() => round.stop());
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

/** The agents of the settings, or on this machine alone one who is made at each start. */
function agentsOf({ deskAgents, loopback }: DeskOptions["config"]): { agents: readonly Agent[]; made: Agent | null } {
  if (deskAgents.length > 0 || !loopback) return { agents: deskAgents, made: null };
  const made = { name: "agent", token: randomBytes(18).toString("base64url") };
  return { agents: [made], made };
}

type Mounting = DeskOptions & {
  roster: ReturnType<typeof createRoster>;
  presence: ReturnType<typeof createPresence>;
  door: HttpRouter;
  takeUp: (conversation: string) => Promise<void>;
  secure: boolean;
};

/** Whether who opened a stream may still read it. */
function isStillIn(admission: Admission, req: IncomingMessage): boolean {
  try {
    admission.agentOf(req);
    return true;
  } catch {
    return false;
  }
}

function mountRoutes(parts: Mounting): void {
  const { store, guides, outside, clock, roster, presence, door, takeUp, onTrouble } = parts;
  const { cases, transcripts, typing } = store;
  const admission = createAdmission({
    ...parts,
    lockout: createSignInLockout(clock),
    clientOf: door.clientOf,
    now: clock.now,
  });
  const api = createApi({ door, admission, presence });
  const desk = createCaseDesk({ cases, takeUp, now: clock.now, redact: store.privacy.redact, outside });
  mountCaseRoutes({ api, desk, cases, transcripts, typing, guides, names: roster.names, outside });
  mountSessionRoutes({ ...parts, api, admission });
  const stream = createDeskEvents({
    cases,
    typing,
    presence,
    door,
    view: (found) => viewOfCase(found, guides),
    onTrouble: (err) => onTrouble("an event stream broke off", err),
  });
  door.on("GET", `${base}/events`, (req, res) =>
    stream(req, res, { agent: admission.agentOf(req), isIn: () => isStillIn(admission, req) }),
  );
}
