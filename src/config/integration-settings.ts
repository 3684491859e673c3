import { z } from "zod";

import { readList } from "./setting-parsers.ts";

/**
 * The settings of other systems in which people answer cases; a leaf like `config.ts`, which reads them with all
 * others.
 */

/** What is set for each connector; null: it is not chosen. */
export type ConnectorSettings = {
  chatwoot: { url: string; account: string; inbox: number; token: string; webhookSecret: string } | null;
  teams: { channel: string; serviceUrl: string } | null;
  /** `webhookSecret`: empty where Zendesk does not tell of what is done with tickets there. */
  zendesk: { address: string; email: string; token: string; webhookSecret: string } | null;
  handoff: { url: string; secret: string } | null;
};

const names = ["teams", "chatwoot", "zendesk", "handoff"] as const;
const number = (what: string) => z.string().regex(/^\d{1,18}$/, `is not a number. Copy the ${what} from its settings.`);
const token = z.string().regex(/^\S+$/, "is not a token. Copy it without spaces.");
const secret = z.string().min(16, "is too short to be a secret. Give at least 16 characters.");
const site = z
  .string()
  .refine(isSite, "is not the address of a site. Give one such as https://chat.example.com, without a path.");

/** Each setting by its name, for `config.ts`. */
export const connectorShape = {
  CONNECTORS: z
    .string()
    .transform(readList)
    .refine(
      (given) => given.every((name) => names.some((known) => known === name)),
      `is not a list of connectors. Give some of ${names.join(", ")}, separated by commas.`,
    )
    .transform((given) => [...new Set(given)])
    .default([]),
  TEAMS_EXPERTS_CHANNEL: z
    .string()
    .regex(
      /^19:\S+@thread\.(tacv2|skype)$/,
      "is not a team channel's id. Copy it from the channel's link: such as 19:…@thread.tacv2.",
    )
    .default(""),
  TEAMS_EXPERTS_SERVICE_URL: z
    .string()
    .refine(isHttp, "is not an address. Give that of Teams' service for your region.")
    .default("https://smba.trafficmanager.net/teams/"),
  CHATWOOT_URL: site.default(""),
  CHATWOOT_ACCOUNT: number("account's number").default(""),
  CHATWOOT_INBOX: number("inbox's number").default(""),
  CHATWOOT_TOKEN: token.default(""),
  CHATWOOT_WEBHOOK_SECRET: secret.default(""),
  ZENDESK_SUBDOMAIN: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/i, "is not a subdomain. Give the word before .zendesk.com.")
    .default(""),
  ZENDESK_EMAIL: z.email("is not an e-mail address. Give that of the agent whose token it is.").default(""),
  ZENDESK_TOKEN: token.default(""),
  ZENDESK_WEBHOOK_SECRET: z.union([z.literal(""), secret]).default(""),
  HANDOFF_HUB_URL: z
    .string()
    .refine(isHttp, "is not an address. Give the hub's, such as https://hub.example.com/api/handoff.")
    .default(""),
  HANDOFF_SECRET: secret.default(""),
};

type Given = z.infer<z.ZodObject<typeof connectorShape>>;
type Name = (typeof names)[number];

/** What each connector cannot do without. */
const needed = {
  teams: ["TEAMS_EXPERTS_CHANNEL"],
  chatwoot: ["CHATWOOT_URL", "CHATWOOT_ACCOUNT", "CHATWOOT_INBOX", "CHATWOOT_TOKEN", "CHATWOOT_WEBHOOK_SECRET"],
  zendesk: ["ZENDESK_SUBDOMAIN", "ZENDESK_EMAIL", "ZENDESK_TOKEN"],
  handoff: ["HANDOFF_HUB_URL", "HANDOFF_SECRET"],
} as const satisfies Record<Name, readonly (keyof Given)[]>;

/** A line for each setting that a chosen connector misses. */
export function connectorFaults(given: Given): string[] {
  return names
    .filter((name) => given.CONNECTORS.includes(name))
    .flatMap((name) =>
      needed[name]
        .filter((setting) => given[setting] === "")
        .map(
          (setting) =>
            `${setting} is missing. The connector ${name} needs it: set it, or take ${name} out of CONNECTORS.`,
        ),
    );
}

/** The settings of the chosen connectors. */
export function toConnectorSettings(given: Given): ConnectorSettings {
  const chosen = (name: Name): boolean => given.CONNECTORS.includes(name);
  return {
    chatwoot: chosen("chatwoot")
      ? {
          url: new URL(given.CHATWOOT_URL).origin,
          account: given.CHATWOOT_ACCOUNT,
          inbox: Number(given.CHATWOOT_INBOX),
          token: given.CHATWOOT_TOKEN,
          webhookSecret: given.CHATWOOT_WEBHOOK_SECRET,
        }
      : null,
    teams: chosen("teams")
      ? { channel: given.TEAMS_EXPERTS_CHANNEL, serviceUrl: given.TEAMS_EXPERTS_SERVICE_URL }
      : null,
    zendesk: chosen("zendesk")
      ? {
          address: `https://${given.ZENDESK_SUBDOMAIN.toLowerCase()}.zendesk.com/api/v2`,
          email: given.ZENDESK_EMAIL,
          token: given.ZENDESK_TOKEN,
          webhookSecret: given.ZENDESK_WEBHOOK_SECRET,
        }
      : null,
    handoff: chosen("handoff") ? { url: given.HANDOFF_HUB_URL, secret: given.HANDOFF_SECRET } : null,
  };
}

function isHttp(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function isSite(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href.replace(/\/*$/, "/");
}
