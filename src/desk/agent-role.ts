import { AppError } from "../common/errors.ts";
import type { AgentRole } from "../config/agent-settings.ts";

/** Whether this agent is a lead, who may do more than other agents. */
export function isLead({ role }: { role: AgentRole }): boolean {
  return role === "lead";
}

/** Throws `Forbidden` for everybody but leads. */
export function requireLead(agent: { role: AgentRole }): void {
  if (isLead(agent)) return;
  throw new AppError("Forbidden", "This is for leads of the desk.", { remedy: "DESK_LEADS names them." });
}
