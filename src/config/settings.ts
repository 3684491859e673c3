import { z } from "zod";

import {
  attachmentFaults,
  type AttachmentSettings,
  attachmentShape,
  toAttachmentSettings,
} from "./attachment-settings.ts";
import { agentFaults, type AgentSetting, readAgents, withRoles } from "./agent-settings.ts";
import { deskShape, type DeskSettings, toDeskSettings } from "./desk-settings.ts";
import { type Brand, brandShape, toBrand } from "./brand-settings.ts";
import {
  connectorFaults,
  type ConnectorSettings,
  connectorShape,
  toConnectorSettings,
} from "./integration-settings.ts";
import { mailFaults, type MailSettings, mailShape, toMailSettings } from "./mail-settings.ts";
import {
  databaseListenUrl,
  databaseUrl,
  dayCount,
  isContact,
  isFeed,
  isLoopback,
  isSite,
  isHttp,
  isOrigin,
  isPort,
  readList,
} from "./setting-parsers.ts";
import { oidcFaults, oidcShape, type OidcSettings, toOidcSettings } from "./oidc-settings.ts";
import { findUnknownSettings, type UnknownSetting } from "./unknown-settings.ts";

/** The settings, from the environment alone; the only reader of `process.env`. `.env.example` lists each of them. */
export type Config = {
  host: string;
  port: number;
  /** True where only this machine can reach the service. */
  loopback: boolean;
  /** Where people reach the service, without a slash at the end; null: where it listens. */
  publicUrl: string | null;
  databaseUrl: string;
  /** PostgreSQL itself, where `databaseUrl` leads through a pooler; null: it does not. */
  databaseListenUrl: string | null;
  durability: "full" | "normal";
  logLevel: (typeof logLevels)[number];
  /** How many proxies stand before the service and add to `X-Forwarded-For`. */
  trustProxy: number;
  /** Reads metrics and the reasons of `/readyz` from elsewhere; null: only this machine may. */
  metricsToken: string | null;
  /** Where vulnerabilities are reported, as a URI; null: there is no `security.txt`. */
  securityContact: string | null;
  /** Off only for measurements and behind something else that limits. */
  rateLimits: boolean;
  /** How long a stopping node reports that it is not ready before it stops, so that load balancers notice. */
  drainMs: number;
  /** How long conversations, and closed cases with theirs, are kept. */
  retentionDays: { conversations: number; cases: number };
  /** How long the audit log of the desk is kept, in days. */
  auditRetentionDays: number;
  attachments: AttachmentSettings;
  /** Where agents may sign in besides with tokens. */
  oidc: OidcSettings | null;
  /** Where traces go; null: nowhere. */
  tracesTo: string | null;
  /** Null: no cloud, and no `/api/messages` unless `emulator`. */
  bot: BotIdentity | null;
  /** Serves unsigned activities of programs on this machine at `/api/messages`; never together with `bot`. */
  emulator: boolean;
  deskAgents: readonly AgentSetting[];
  /** A file with more of them, which may change at any time; null: there is none. */
  deskAgentsFile: string | null;
  desk: DeskSettings;
  webchat: {
    allowedOrigins: readonly string[];
    secret: string | null;
    directLineSecret: string | null;
    /** Verifies the tokens by which embedding sites say who the person is; null: they cannot. */
    widgetSecret: string | null;
  };
  brand: Brand;
  /** Null: no e-mail is sent. */
  mail: MailSettings | null;
  connectors: ConnectorSettings;
  /** Null: the status is not watched. */
  statusFeed: string | null;
};

/** Who the bot is at Microsoft. `tenantId` is empty for a bot of many tenants. */
export type BotIdentity = { appType: (typeof appTypes)[number]; appId: string; password: string; tenantId: string };

/** The settings as read, or one sentence for each that is wrong. */
export type ConfigRead = { ok: true; config: Config } | { ok: false; faults: readonly string[] };

/** What the process ends with when a setting is wrong: `EX_CONFIG` of sysexits. */
export const exitCodeOfWrongSettings = 78;

const appTypes = ["SingleTenant", "UserAssignedMSI", "MultiTenant"] as const;
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const spotifyFeed = "https://spotify.statuspage.io/api/v2/summary.json";

const guid = z.guid("is not a GUID. Copy it from the app registration.");
const secret = z.string().min(16, "is too short to be a secret. Give at least 16 characters, or leave it empty.");
const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: `is not known. Give one of ${words.join(", ")}.` });

/** Each setting by its name: what it may be. Empty is the same as not set, so that no rule needs to speak of it. */
export const settings = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "is not a host name or address. Give one such as 127.0.0.1 or 0.0.0.0.")
    .default("127.0.0.1"),
  PORT: z
    .string()
    .refine(isPort, "is not a port. Give a whole number from 0 (any free one) to 65535.")
    .transform(Number)
    .default(3978),
  PUBLIC_URL: z
    .string()
    .refine(isSite, "is not the address of a site. Give one such as https://help.example.com, without a path.")
    .default(""),
  DATABASE_URL: databaseUrl.default("sqlite:data/assistant.db"),
  DATABASE_LISTEN_URL: databaseListenUrl.default(""),
  DURABILITY: oneOf(["full", "normal"]).default("full"),
  LOG_LEVEL: oneOf(logLevels).default("info"),
  TRUST_PROXY: z
    .string()
    .regex(/^[0-9]$/, "is not a number of proxies. Give 0 to 9.")
    .transform(Number)
    .default(0),
  METRICS_TOKEN: secret.default(""),
  SECURITY_CONTACT: z
    .string()
    .refine(isContact, "is not a contact. Give mailto:security@example.com or an https address.")
    .default(""),
  RATE_LIMITS: oneOf(["on", "off"]).default("on"),
  DRAIN_SECONDS: z
    .string()
    .regex(/^[0-6]$/, "is not a number of seconds. Give 0 to 6: a stop takes ten seconds at most, this included.")
    .default(""),
  RETENTION_DAYS: dayCount.default(30),
  CASE_RETENTION_DAYS: dayCount.default(180),
  AUDIT_RETENTION_DAYS: dayCount.default(365),
  ...attachmentShape,
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .refine(isHttp, "is not an address. Give the collector's, such as http://127.0.0.1:4318.")
    .default(""),
  MicrosoftAppType: oneOf(appTypes).default("SingleTenant"),
  MicrosoftAppId: guid.default(""),
  MicrosoftAppPassword: z.string().default(""),
  MicrosoftAppTenantId: guid.default(""),
  EMULATOR: oneOf(["on", "off"]).default("off"),
  DESK_AGENTS: z
    .string()
    .transform(readAgents)
    .refine(
      (agents) => agents !== null,
      "is not a list of agents. Give such as ana:k3y1,Ben Ode <ben>:sha256:… (64 hexadecimal digits), each login and token once.",
    )
    .transform((agents) => agents ?? [])
    .default([]),
  DESK_AGENTS_FILE: z.string().default(""),
  DESK_LEADS: z.string().transform(readList).default([]),
  ...deskShape,
  WEBCHAT_ALLOWED_ORIGINS: z
    .string()
    .transform(readList)
    .refine(
      (origins) => origins.every(isOrigin),
      "is not a list of origins. Give such as https://www.example.com, separated by commas, without paths.",
    )
    .default([]),
  WEBCHAT_SECRET: secret.default(""),
  WEBCHAT_DIRECT_LINE_SECRET: secret.default(""),
  WIDGET_SECRET: secret.default(""),
  ...brandShape,
  ...mailShape,
  ...oidcShape,
  ...connectorShape,
  STATUS_FEED: z
    .string()
    .refine(isFeed, "is not known. Give on, off, or the address of a stand-in on this machine.")
    .default("on"),
});

type Settings = z.infer<typeof settings>;

/**
 * Reads `.env` of the working directory into the environment, where there is one; a variable that is set already keeps
 * its value.
 */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Variables that look like a setting of ours and are none. */
export function unknownSettings(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly UnknownSetting[] {
  return findUnknownSettings(Object.keys(env), Object.keys(settings.shape));
}

/** Reads all settings, or says everything that is wrong with them, one line each. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): ConfigRead {
  const given = Object.fromEntries(
    Object.keys(settings.shape).flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  );
  const read = settings.safeParse(given);
  if (!read.success)
    return { ok: false, faults: read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`) };
  const faults = faultsBetween(read.data);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: toConfig(read.data) };
}

/** The two settings, or one sentence for each that is missing or wrong. */
export type TeamsSettingsRead =
  | { ok: true; settings: { appId: string; publicUrl: string; brandName: string | null } }
  | { ok: false; faults: readonly string[] };

/** The settings that the Teams app's package is made with; the secrets need not be where it is packed. */
export function readTeamsSettings(env: Readonly<Record<string, string | undefined>> = process.env): TeamsSettingsRead {
  const wanted = settings.pick({ MicrosoftAppId: true, PUBLIC_URL: true, BRAND_NAME: true });
  const names = Object.keys(wanted.shape);
  const read = wanted.safeParse(Object.fromEntries(names.map((name) => [name, env[name]?.trim() || undefined])));
  if (!read.success)
    return { ok: false, faults: read.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`) };
  const { MicrosoftAppId: appId, PUBLIC_URL: publicUrl, BRAND_NAME: brandName } = read.data;
  const rules: readonly (readonly [boolean, string])[] = [
    [appId === "", "MicrosoftAppId is missing. Teams knows the bot by it: copy it from the app registration."],
    [
      publicUrl === "",
      "PUBLIC_URL is missing. Teams must know where the service is: give such as https://help.example.com.",
    ],
    [
      publicUrl.startsWith("http:"),
      "PUBLIC_URL is not an https address. Teams takes no other: give such as https://help.example.com.",
    ],
  ];
  const faults = rules.flatMap(([broken, fault]) => (broken ? [fault] : []));
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, settings: { appId, publicUrl: new URL(publicUrl).origin, brandName: brandName || null } };
}

/** Each setting may be right and yet not go with another. */
function faultsBetween(given: Settings): readonly string[] {
  const type = given.MicrosoftAppType;
  const hasApp = given.MicrosoftAppId !== "";
  const rules: readonly (readonly [boolean, string])[] = [
    [
      given.DATABASE_LISTEN_URL !== "" && given.DATABASE_URL.startsWith("sqlite:"),
      "DATABASE_LISTEN_URL is set, but DATABASE_URL is no PostgreSQL. Leave it empty.",
    ],
    [
      hasApp && given.EMULATOR === "on",
      "EMULATOR is on together with MicrosoftAppId. It takes activities that nobody signed: set only one of the two.",
    ],
    [
      given.WEBCHAT_SECRET !== "" && given.WEBCHAT_SECRET === given.WEBCHAT_DIRECT_LINE_SECRET,
      "WEBCHAT_SECRET is Azure's secret as well. Give it one of its own.",
    ],
    [
      given.WIDGET_SECRET !== "" &&
        [given.WEBCHAT_SECRET, given.WEBCHAT_DIRECT_LINE_SECRET].includes(given.WIDGET_SECRET),
      "WIDGET_SECRET is another secret as well. Give it one of its own.",
    ],
    [
      !hasApp && given.MicrosoftAppPassword !== "",
      "MicrosoftAppPassword is set without MicrosoftAppId. Set both or neither.",
    ],
    [
      hasApp && type !== "UserAssignedMSI" && given.MicrosoftAppPassword === "",
      `MicrosoftAppPassword is missing. A ${type} app signs in with a client secret: copy it from the app registration.`,
    ],
    [
      hasApp && type !== "MultiTenant" && given.MicrosoftAppTenantId === "",
      `MicrosoftAppTenantId is missing. A ${type} app belongs to one tenant: copy its id from the app registration.`,
    ],
    [
      hasApp && type === "UserAssignedMSI" && given.MicrosoftAppPassword !== "",
      "MicrosoftAppPassword is set, but a UserAssignedMSI app has none. Leave it empty.",
    ],
  ];
  return [
    ...rules.flatMap(([broken, fault]) => (broken ? [fault] : [])),
    ...agentFaults(given, !isLoopback(given.HOST)),
    ...attachmentFaults(given),
    ...mailFaults(given),
    ...connectorFaults(given),
    ...oidcFaults(given, isLoopback(given.HOST)),
  ];
}

function toConfig(given: Settings): Config {
  const {
    MicrosoftAppId: appId,
    MicrosoftAppType: appType,
    MicrosoftAppPassword: password,
    MicrosoftAppTenantId: tenantId,
  } = given;
  return {
    host: given.HOST,
    port: given.PORT,
    loopback: isLoopback(given.HOST),
    publicUrl: given.PUBLIC_URL === "" ? null : new URL(given.PUBLIC_URL).origin,
    databaseUrl: given.DATABASE_URL,
    databaseListenUrl: given.DATABASE_LISTEN_URL || null,
    durability: given.DURABILITY,
    logLevel: given.LOG_LEVEL,
    trustProxy: given.TRUST_PROXY,
    metricsToken: given.METRICS_TOKEN || null,
    securityContact: given.SECURITY_CONTACT || null,
    rateLimits: given.RATE_LIMITS === "on",
    drainMs: Number(given.DRAIN_SECONDS || (isLoopback(given.HOST) ? 0 : 5)) * 1_000,
    retentionDays: { conversations: given.RETENTION_DAYS, cases: given.CASE_RETENTION_DAYS },
    auditRetentionDays: given.AUDIT_RETENTION_DAYS,
    attachments: toAttachmentSettings(given),
    tracesTo: given.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, "") || null,
    bot: appId === "" ? null : { appType, appId, password, tenantId },
    emulator: given.EMULATOR === "on",
    deskAgents: withRoles(given.DESK_AGENTS, given.DESK_LEADS),
    deskAgentsFile: given.DESK_AGENTS_FILE || null,
    desk: toDeskSettings(given),
    webchat: {
      allowedOrigins: given.WEBCHAT_ALLOWED_ORIGINS,
      secret: given.WEBCHAT_SECRET || null,
      directLineSecret: given.WEBCHAT_DIRECT_LINE_SECRET || null,
      widgetSecret: given.WIDGET_SECRET || null,
    },
    oidc: toOidcSettings(given),
    brand: toBrand(given),
    mail: toMailSettings(given),
    connectors: toConnectorSettings(given),
    statusFeed: given.STATUS_FEED === "off" ? null : given.STATUS_FEED === "on" ? spotifyFeed : given.STATUS_FEED,
  };
}
