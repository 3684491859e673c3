import { urlsOfHosts } from "../common/database-hosts.ts";
import type { Config } from "../config/settings.ts";

/**
 * `token` signs in the agent that was made because none is configured. `terminal`: a person reads this at a terminal. What
 * goes elsewhere ends in journals and container logs, which others read, so it holds no link that signs in.
 */
export type ReadyFacts = { config: Config; port: number; version: string; token: string | null; terminal: boolean };

/** Says where the service is and with what it works; holds no secret but the sign-in link of this machine's agent. */
export function readyMessage({ config, port, version, token, terminal }: ReadyFacts): string {
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const url = config.publicUrl ?? `http://${host}:${port}`;
  const lines = [
    "Ready.",
    `  Chat page:   ${url}/`,
    `  Desk:        ${url}/desk${token !== null && terminal ? `#token=${token}` : ""}`,
    ...(token === null ? [] : [`               (${terminal ? linkNote : noLinkNote})`]),
    `  Database:    ${databaseOf(config)}`,
    `  Channels:    ${channelsOf(config).join(", ")}`,
    `  Version:     ${version}`,
  ];
  return `${lines.join("\n")}\n`;
}

const linkNote = "signs you in as the agent of this machine; made anew at each start";
const noLinkNote = "start it in a terminal to get a link that signs you in, or set DESK_AGENTS";

function databaseOf({ databaseUrl }: Config): string {
  if (databaseUrl === "sqlite::memory:") return "SQLite, in memory: nothing is kept";
  if (databaseUrl.startsWith("sqlite:")) return `SQLite, ${databaseUrl.slice("sqlite:".length)}`;
  const urls = urlsOfHosts(databaseUrl).flatMap((url) => URL.parse(url) ?? []);
  return `PostgreSQL, ${urls.map(({ host }) => host).join(" or ")}${urls[0]?.pathname ?? ""}`;
}

function channelsOf({ bot, emulator, webchat, connectors }: Config): string[] {
  const helpDesks = Object.entries(connectors).flatMap(([name, settings]) => (settings ? [name] : []));
  return [
    "web chat",
    ...(webchat.directLineSecret ? ["Azure Direct Line"] : []),
    bot
      ? `Bot Framework (app ${bot.appId})`
      : emulator
        ? "Bot Framework without signatures, for programs on this machine alone (EMULATOR=on)"
        : "no Bot Framework (neither MicrosoftAppId nor EMULATOR=on)",
    ...helpDesks.map((name) => `cases also go to ${name}`),
  ];
}
