import { z } from "zod";

import { AppError } from "../common/errors.ts";
import type { AgentRole } from "../config/agent-settings.ts";
import type { StoredCase } from "../conversation/case-ports.ts";
import type { LineDeliveries } from "../conversation/line-ports.ts";
import { isLead } from "./agent-role.ts";
import type { DeskApi } from "./api.ts";
import type { CaseCommands } from "./case-commands.ts";
import type { ExternalDesks } from "./integrations/sync-status.ts";

/** What the route works with. */
export type RetryRouteOptions = {
  api: DeskApi;
  commands: CaseCommands;
  lineDeliveries: LineDeliveries;
  externalDesks: ExternalDesks;
};

/** Mounts the way to have what did not arrive tried again: lines to the person, and calls to other desks. */
export function mountRetryRoute({ api, commands, lineDeliveries, externalDesks }: RetryRouteOptions): void {
  const body = z.object({ key: z.string().min(1).max(100).optional() }).default({});
  const retry = async (found: StoredCase, agent: string, key: string): Promise<number> => {
    const calls = (await externalDesks(found.number)).reduce((sum, { givenUp }) => sum + givenUp, 0);
    const retried = calls + (await lineDeliveries.retry(found.conversation));
    // The entry in the history triggers the redrive of calls to other systems.
    if (retried > 0) await commands.execute(found.number, agent, { kind: "retry" }, key);
    return retried;
  };
  api.post(
    "/cases/:id/retry",
    body,
    async ({ agent, role, params, body: { key } }) => {
      const found = await commands.find(params["id"] ?? "");
      if (!mayRetry(found, { agent, role }))
        throw new AppError("Forbidden", "This case is not yours.", { remedy: "Claim it, or ask who has it." });
      return { retried: await retry(found, agent, key ?? api.newKey()) };
    },
    { status: 202 },
  );
}

/** Whether this agent may have what did not arrive tried again: who has the case, or had it when it was closed, and leads. */
function mayRetry({ assignee }: StoredCase, { agent, role }: { agent: string; role: AgentRole }): boolean {
  return assignee === agent || isLead({ role });
}
