import type { AgentRole } from "../../config/agent-settings.ts";
import type { OidcSettings } from "../../config/oidc-settings.ts";
import type { AgentStore } from "../../conversation/case-ports.ts";
import { plainText } from "../../conversation/plain-text.ts";
import type { AgentDirectory, KnownAgent } from "../agent-directory.ts";
import type { Identity } from "./oidc-client.ts";

/** Why a user of the provider is refused. */
export type Refusal = "no-role" | "no-login" | "login-taken";

/** Makes agents of those who signed in at the provider: by their claims, known to every node from then on. */
export function createAdmission(options: {
  settings: OidcSettings;
  agents: Pick<AgentStore, "admit">;
  /** The agents of the settings keep their logins. */
  directory: Pick<AgentDirectory, "isOfSettings">;
  now: () => number;
}): (identity: Identity) => Promise<KnownAgent | { refused: Refusal; login: string }> {
  const { settings, agents, directory, now } = options;
  return async ({ subject, claims }) => {
    const login = textOf(claims[settings.loginClaim]);
    const role = roleOf(claims[settings.roleClaim], settings);
    if (!/^[\p{L}\p{N}_.@+-]{1,100}$/u.test(login)) return { refused: "no-login", login: "" };
    if (role === null) return { refused: "no-role", login };
    const agent = { login, name: textOf(claims["name"]).slice(0, 60) || login, role };
    // A login that can be changed at the provider must not lead to what another account did.
    const admitted = !directory.isOfSettings(login) && (await agents.admit({ ...agent, subject }, now()));
    return admitted ? agent : { refused: "login-taken", login };
  };
}

/** One value or a list of them; who is both is a lead. */
function roleOf(claim: unknown, { agentValue, leadValue }: OidcSettings): AgentRole | null {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim];
  if (values.includes(leadValue)) return "lead";
  return values.includes(agentValue) ? "agent" : null;
}

function textOf(claim: unknown): string {
  return typeof claim === "string" ? plainText(claim).trim() : "";
}
