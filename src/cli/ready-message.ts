import type { Config } from "../config/settings.ts";

/** What the operator reads at the terminal. `token` signs in the agent that was made because none is configured. */
export type ReadyFacts = { config: Config; port: number; version: string; token: string | null };

/** Says where the service is and with what it works; holds no secret but the sign-in link of this machine's agent. */
export function readyMessage({ config, port, version, token }: ReadyFacts): string {
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const url = config.publicUrl ?? `http://${host}:${port}`;
  const lines = [
    "Ready.",
    `  Chat page:   ${url}/`,
    `  Desk:        ${url}/desk${token === null ? "" : `#token=${token}`}`,
    ...(token === null ? [] : ["               (signs you in as the agent of this machine; made anew at each start)"]),
    `  Database:    ${databaseOf(config)}`,
    `  Channels:    ${channelsOf(config).join(", ")}`,
    `  Version:     ${version}`,
  ];
  return `${lines.join("\n")}\n`;
}

function databaseOf({ databaseUrl }: Config): string {
  if (databaseUrl === "sqlite::memory:") return "SQLite, in memory: nothing is kept";
  if (databaseUrl.startsWith("sqlite:")) return `SQLite, ${databaseUrl.slice("sqlite:".length)}`;
  const { host, pathname } = URL.parse(databaseUrl) ?? { host: "", pathname: "" };
  return `PostgreSQL, ${host}${pathname}`;
}

function channelsOf({ bot, webchat, connectors }: Config): string[] {
  const helpDesks = Object.entries(connectors).flatMap(([name, settings]) => (settings ? [name] : []));
  return [
    "web chat",
    ...(webchat.directLineSecret ? ["Azure Direct Line"] : []),
    bot ? `Bot Framework (app ${bot.appId})` : "Bot Framework for this machine alone (no MicrosoftAppId)",
    ...helpDesks.map((name) => `cases also go to ${name}`),
  ];
}
