import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fetch from "node-fetch";

import type { BotIdentity, Config } from "../config/settings.ts";
import { openTransport, refusalOf } from "../channels/mail/mail-channel.ts";
import type { MailSettings } from "../config/mail-settings.ts";
import { connectorTrials } from "./doctor-integrations.ts";
import { AppError } from "../common/errors.ts";
import { forwardingFault } from "../http/middleware/client-ip.ts";
import { openStore, type Store } from "../storage/open-store.ts";
import type { S3Settings } from "../config/attachment-settings.ts";
import { createS3Bucket, tryBucket } from "../storage/s3-bucket.ts";

/** One thing that the settings point at: tried, or passed over because nothing points at it. */
export type Finding = { what: string; state: "ok" | "failed" | "not set"; says: string };

const usualTimeoutMs = 10_000;
const botMetadata = "https://login.botframework.com/v1/.well-known/openidconfiguration";

/**
 * Tries everything that the settings point at. Nothing is changed but that the database's tables are brought up to
 * date.
 */
export async function examine(config: Config, timeoutMs = usualTimeoutMs): Promise<readonly Finding[]> {
  const { bot, statusFeed, tracesTo, mail } = config;
  const { s3 } = config.attachments;
  // First: opening it keeps the process busy, and the others would seem not to answer in time.
  const database = await examineDatabase(config);
  const others = await Promise.all([
    tried("pages", async () => tryPages()),
    tried("proxy", () => tryForwarding(config, timeoutMs)),
    bot
      ? tried("channel keys", () => tryMetadata(botMetadata))
      : unset("channel keys", "no MicrosoftAppId, so nobody signs at /api/messages"),
    bot && bot.appType !== "UserAssignedMSI"
      ? tried("Azure sign-in", () => trySignIn(bot))
      : unset("Azure sign-in", "no app that signs in with a secret"),
    statusFeed ? tried("status feed", () => tryJson(statusFeed)) : unset("status feed", "STATUS_FEED is off"),
    tracesTo ? tried("traces", () => tryTraces(tracesTo)) : unset("traces", "no OTEL_EXPORTER_OTLP_ENDPOINT"),
    mail ? tried("mail server", () => tryMail(mail)) : unset("mail server", "no SMTP_URL, so no e-mail is sent"),
    s3 ? tried("files", () => tryFiles(s3)) : unset("files", "no S3_BUCKET, so the database keeps them"),
    ...connectorTrials(config, timeoutMs).map(({ what, setting, attempt }) =>
      attempt ? tried(what, attempt) : unset(what, `${setting} is not one of CONNECTORS`),
    ),
  ]);
  return [...database, ...others];
}

/** The finding as one line. */
export function lineOf({ what, state, says }: Finding): string {
  return `${{ ok: "ok  ", failed: "FAIL", "not set": "-   " }[state]} ${what.padEnd(14)} ${says}`;
}

async function tried(what: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: "ok", says: await attempt() };
  } catch (thrown) {
    return {
      what,
      state: "failed",
      says:
        thrown instanceof AppError
          ? `${thrown.message} ${thrown.remedy}`.trim()
          : `cannot be reached (${codeOf(thrown)})`,
    };
  }
}

async function unset(what: string, says: string): Promise<Finding> {
  return { what, state: "not set", says };
}

function codeOf(thrown: unknown): string {
  const { code, name } = thrown as { code?: unknown; name?: unknown };
  return typeof code === "string" ? code : typeof name === "string" ? name : "no answer";
}

/** The database, and what its outbox shows. */
async function examineDatabase({ databaseUrl, databaseListenUrl: listenUrl }: Config): Promise<readonly Finding[]> {
  let store: Store | undefined;
  const database = await tried("database", async () => {
    store = await openStore({ url: databaseUrl, listenUrl, alongside: true, retryMs: 2_000 });
    const health = await store.health();
    if (!health.ok) throw new AppError("StoreUnavailable", health.reason);
    const whole = await store.integrity?.isWhole();
    if (whole === false) {
      const found = await store.health();
      throw new AppError("StoreUnavailable", found.ok ? "The database is damaged." : found.reason);
    }
    const checked = whole ? ", no damage found" : "";
    return `${databaseUrl.startsWith("sqlite:") ? databaseUrl : "PostgreSQL"} answers, its tables are up to date${checked}`;
  });
  if (!store) return [database, await unset("deliveries", "the database does not tell")];
  const { outbox, close } = store;
  const deliveries = await tried("deliveries", () => tryDeliveries(outbox));
  await close();
  return [database, deliveries];
}

/** Writes, reads and removes an object. */
async function tryFiles(settings: S3Settings): Promise<string> {
  await tryBucket(createS3Bucket(settings));
  return `bucket ${settings.bucket} takes, gives and removes files`;
}

/** Whether a channel takes what is said. */
async function tryDeliveries(outbox: Store["outbox"]): Promise<string> {
  const retrying = await outbox.retrying();
  const { deadLetters } = await outbox.backlog();
  const lost = deadLetters === 0 ? "" : `; ${deadLetters} given up, see npx assistant dead-letters`;
  if (retrying.length === 0) return `nothing is being tried again${lost}`;
  const channels = retrying.map(
    ({ remote, waiting, since, reason }) =>
      `${remote}: ${waiting} waiting since ${new Date(since).toISOString().slice(0, 16)}Z, ${reason}`,
  );
  throw new AppError("ChannelUnavailable", `${channels.join("; ")}${lost}.`);
}

/** Connects and signs in; nothing is sent. */
async function tryMail({ url }: MailSettings): Promise<string> {
  const transport = await openTransport(url);
  try {
    await transport.verify();
  } catch (error) {
    const said = refusalOf(error).message;
    const message = `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
    throw new AppError("SignInUnavailable", message, { remedy: "Check SMTP_URL." });
  } finally {
    transport.close();
  }
  return `${new URL(url).host} takes e-mail`;
}

function tryPages(): string {
  const files = { chat: "index.html", desk: "index.html", widget: "widget.js" };
  const missing = Object.entries(files).flatMap(([page, file]) =>
    existsSync(fileURLToPath(new URL(`../../dist/pages/${page}/${file}`, import.meta.url))) ? [] : [page],
  );
  if (missing.length > 0)
    throw new AppError("NotFound", `Not built: ${missing.join(", ")}.`, { remedy: "Run npm run build:pages." });
  return "built";
}

/** Whether a proxy stands before the service that the settings do not know of: what they tell, and a running service saw. */
async function tryForwarding(config: Config, timeoutMs: number): Promise<string> {
  const fault = forwardingFault(config) ?? (await notedForwarding(config, timeoutMs));
  if (fault !== null) throw new AppError("BadRequest", fault);
  return config.trustProxy === 0 ? "none is trusted, and none was noticed" : `${config.trustProxy} trusted`;
}

/** Null, too, where no service runs. */
async function notedForwarding({ port }: Config, timeoutMs: number): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
    const { notes } = (await response.json()) as { notes?: Record<string, string> };
    return notes?.["TRUST_PROXY"] ?? null;
  } catch {
    return null;
  }
}

async function tryMetadata(address: string): Promise<string> {
  const body = await ask(address);
  if (typeof (body as { jwks_uri?: unknown } | null)?.jwks_uri !== "string")
    throw new AppError("SignInUnavailable", `${new URL(address).host} gave no keys.`);
  return `${new URL(address).host} names its keys`;
}

async function tryJson(address: string): Promise<string> {
  await ask(address);
  return `${new URL(address).host} answers`;
}

async function ask(address: string): Promise<unknown> {
  const response = await fetch(address, { signal: AbortSignal.timeout(usualTimeoutMs), redirect: "error" });
  if (!response.ok) throw new AppError("SignInUnavailable", `${new URL(address).host} answered ${response.status}.`);
  return response.json();
}

async function trySignIn({ appType, appId, password, tenantId }: BotIdentity): Promise<string> {
  const tenant = appType === "MultiTenant" ? "botframework.com" : tenantId;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: appId,
    client_secret: password,
    scope: "https://api.botframework.com/.default",
  });
  const response = await fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body,
    signal: AbortSignal.timeout(usualTimeoutMs),
  });
  if (!response.ok)
    throw new AppError("Unauthorized", `Azure refused the app with ${response.status}.`, {
      remedy: "Check MicrosoftAppId, -Password and -TenantId.",
    });
  return "Azure knows the app and its secret";
}

async function tryTraces(address: string): Promise<string> {
  const body = JSON.stringify({ resourceSpans: [] });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${address}/v1/traces`, {
    method: "POST",
    headers,
    body,
    signal: AbortSignal.timeout(usualTimeoutMs),
  });
  if (!response.ok) throw new AppError("Internal", `The collector answered ${response.status}.`);
  return `${new URL(address).host} takes traces`;
}
