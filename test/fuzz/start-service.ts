import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { agentToken, webhookSecret } from "./broken-request.ts";
import type { Holding } from "./tell-memory.ts";

/** The service in a process of its own, as `npm start` starts it. */
export type Service = {
  port: number;
  /** Its log so far. */
  logged(): string;
  holding(): Promise<Holding>;
  /** Asks it to end; gives its exit code, or the signal that killed it, and how many milliseconds it took. */
  stop(): Promise<{ ended: number | string; ms: number }>;
};

const root = fileURLToPath(new URL("../../", import.meta.url));
const teller = fileURLToPath(new URL("tell-memory.ts", import.meta.url));

/** Starts it with every connector that can be called from here, all of them at `remoteSystems`. */
export async function startService({
  databaseUrl,
  remoteSystems,
  logLevel,
}: {
  databaseUrl: string;
  remoteSystems: string;
  logLevel: string;
}): Promise<Service> {
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--disable-warning=ExperimentalWarning", "--import", teller, `${root}src/main.ts`],
    {
      cwd: root,
      env: { ...settings(remoteSystems), PATH: process.env["PATH"], DATABASE_URL: databaseUrl, LOG_LEVEL: logLevel },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  while (!text.includes("Chat page")) {
    const gone = await Promise.race([once(child.stdout!, "data").then(() => null), ended]);
    if (gone !== null) throw new Error(`the service ended with ${gone}: ${text}`);
  }
  return {
    port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]),
    logged: () => text,
    async holding() {
      child.send("memory");
      const answer = await Promise.race([once(child, "message"), ended]);
      if (!Array.isArray(answer)) throw new Error(`the service ended with ${answer}: ${text.slice(-2_000)}`);
      return answer[0] as Holding;
    },
    async stop() {
      const began = performance.now();
      child.kill("SIGTERM");
      return { ended: await ended, ms: Math.round(performance.now() - began) };
    },
  };
}

function settings(remoteSystems: string): Record<string, string> {
  return {
    PORT: "0",
    STATUS_FEED: "off",
    EMULATOR: "on",
    TRUST_PROXY: "1",
    DESK_AGENTS: `ana:${agentToken},ben:ben-${agentToken}`,
    CONNECTORS: "chatwoot,handoff,teams",
    CHATWOOT_URL: remoteSystems,
    CHATWOOT_ACCOUNT: "1",
    CHATWOOT_INBOX: "1",
    CHATWOOT_TOKEN: "t",
    CHATWOOT_WEBHOOK_SECRET: webhookSecret,
    HANDOFF_HUB_URL: `${remoteSystems}/hub`,
    HANDOFF_SECRET: webhookSecret,
    TEAMS_EXPERTS_CHANNEL: "19:experts@thread.tacv2",
    TEAMS_EXPERTS_SERVICE_URL: `${remoteSystems}/`,
    WEBCHAT_ALLOWED_ORIGINS: "https://www.example.com",
  };
}
