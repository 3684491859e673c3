import { z } from "zod";

import { createBotAuthentication } from "../channels/botframework/bot-authentication.ts";
import { createExpertsChannel } from "../channels/botframework/experts-channel.ts";
import type { Config } from "../config/settings.ts";
import type { ConnectorSettings } from "../config/integration-settings.ts";
import { createApiClient } from "../desk/integrations/api-client.ts";
import { AppError } from "../common/errors.ts";

/**
 * One outside desk: `attempt` reads something harmless there with the settings' own key and says what works. Null: it
 * is not chosen.
 */
export type Trial = { what: string; setting: string; attempt: (() => Promise<string>) | null };

/** How to try each outside desk; nothing there is changed. */
export function connectorTrials({ connectors, bot }: Config, timeoutMs: number): readonly Trial[] {
  const { teams, chatwoot, zendesk, handoff } = connectors;
  const readAt = (
    address: string,
    headers: Record<string, string>,
    path: string,
    answersFreely = false,
  ): Promise<unknown> =>
    createApiClient({ baseUrl: address, headers, ignoreBody: answersFreely, now: Date.now, timeoutMs })({
      method: "GET",
      path,
    });
  const tryTeams = (channel: Chosen<"teams">): Promise<string> =>
    explained(
      createExpertsChannel({ auth: createBotAuthentication({ bot }), timeoutMs }).check(channel),
      forTeams,
      "the channel can be reached",
    );
  const tryChatwoot = ({ url, account, inbox, token }: Chosen<"chatwoot">): Promise<string> => {
    const read = readAt(`${url}/api/v1/accounts/${account}`, { api_access_token: token }, `/inboxes/${inbox}`);
    return explained(read, forChatwoot, `knows the token and inbox ${inbox}`);
  };
  const tryZendesk = ({ address, email, token }: Chosen<"zendesk">): Promise<string> => {
    const authorization = `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`;
    return explained(
      readAt(address, { authorization }, "/users/me.json").then(knownAgent),
      forZendesk,
      "knows the agent and the token",
    );
  };
  const tryHandoff = ({ url, secret }: Chosen<"handoff">): Promise<string> => {
    const read = readAt(url, { authorization: `Bearer ${secret}` }, "", true).catch(takesNoReading);
    return explained(read, forHandoff, "answers; whether it takes the secret shows with the first case");
  };
  return [
    { what: "Teams experts", setting: "teams", attempt: teams && (() => tryTeams(teams)) },
    { what: "Chatwoot", setting: "chatwoot", attempt: chatwoot && (() => tryChatwoot(chatwoot)) },
    { what: "Zendesk", setting: "zendesk", attempt: zendesk && (() => tryZendesk(zendesk)) },
    { what: "hand-off hub", setting: "handoff", attempt: handoff && (() => tryHandoff(handoff)) },
  ];
}

type Chosen<Name extends keyof ConnectorSettings> = NonNullable<ConnectorSettings[Name]>;
type Remedies = { refused: string; missing: string; away: string };

const forTeams: Remedies = {
  refused: "Add the app to the experts' team; check MicrosoftAppId and its secret.",
  missing: "Copy TEAMS_EXPERTS_CHANNEL anew from the channel's link.",
  away: "Check TEAMS_EXPERTS_SERVICE_URL and that this machine may call it.",
};
const forChatwoot: Remedies = {
  refused:
    "Copy CHATWOOT_TOKEN anew from the agent's profile; the agent must be a member of the account and the inbox.",
  missing: "Check CHATWOOT_ACCOUNT and CHATWOOT_INBOX.",
  away: "Check CHATWOOT_URL and that Chatwoot runs.",
};
const forZendesk: Remedies = {
  refused: "Check ZENDESK_EMAIL and ZENDESK_TOKEN, and that Zendesk allows API tokens.",
  missing: "Check ZENDESK_SUBDOMAIN.",
  away: "Check ZENDESK_SUBDOMAIN and that this machine may call it.",
};
const forHandoff: Remedies = {
  refused: "Give HANDOFF_SECRET the hub's own secret.",
  missing: "Check the path in HANDOFF_HUB_URL.",
  away: "Check HANDOFF_HUB_URL and that the hub runs.",
};

/** The connectors' own faults tell what happened; the settings to look at are known here. */
async function explained(attempt: Promise<unknown>, remedies: Remedies, well: string): Promise<string> {
  try {
    await attempt;
    return well;
  } catch (thrown) {
    const status = statusIn(thrown);
    const remedy =
      status === 401 || status === 403 ? remedies.refused : status === 404 ? remedies.missing : remedies.away;
    throw new AppError("Internal", `${(thrown as Error).message}.`, { remedy, cause: thrown });
  }
}

function statusIn(thrown: unknown): number {
  return Number(/\b([1-5]\d\d)\b/.exec((thrown as Error).message)?.[1] ?? 0);
}

/** Zendesk answers strangers too, as a user without a number. */
function knownAgent(answer: unknown): void {
  const { success } = z.looseObject({ user: z.looseObject({ id: z.number() }) }).safeParse(answer);
  if (!success) throw new Error("it answered 401");
}

/** A hub need only take POSTs. That it says so is a sign of life. */
function takesNoReading(thrown: unknown): void {
  if (![404, 405, 501].includes(statusIn(thrown))) throw thrown;
}
