import { z } from "zod";

import { isHttp } from "./setting-parsers.ts";

/** How agents sign in at an OpenID provider. */
export type OidcSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button of the sign-in page calls the provider. */
  name: string;
  /** The claim that identifies an agent at the desk. */
  loginClaim: string;
  /** The claim that says who is an agent and who a lead, and its values. */
  roleClaim: string;
  agentValue: string;
  leadValue: string;
  /** Whether signing out here signs out there as well. */
  signsOut: boolean;
};

const claim = z.string().regex(/^[\w.:/-]{1,200}$/, "is not the name of a claim. Give such as roles.");

/** The settings, as they are written. */
export const oidcShape = {
  OIDC_ISSUER: z
    .string()
    .refine(
      isIssuer,
      "is not an issuer. Give its https address, such as https://login.microsoftonline.com/TENANT/v2.0.",
    )
    .default(""),
  OIDC_CLIENT_ID: z.string().default(""),
  OIDC_CLIENT_SECRET: z.string().default(""),
  OIDC_NAME: z.string().max(60).default(""),
  OIDC_LOGIN_CLAIM: claim.default("preferred_username"),
  OIDC_ROLE_CLAIM: claim.default("roles"),
  OIDC_AGENT_VALUE: z.string().max(200).default("agent"),
  OIDC_LEAD_VALUE: z.string().max(200).default("lead"),
  OIDC_SIGN_OUT: z
    .enum(["provider", "here"], { error: "is not known. Give one of provider, here." })
    .default("provider"),
};

type Given = z.infer<z.ZodObject<typeof oidcShape>> & { PUBLIC_URL: string };

/** What does not go together, one sentence each. `loopback`: only this machine can reach the service. */
export function oidcFaults(given: Given, loopback: boolean): readonly string[] {
  if (given.OIDC_ISSUER === "")
    return given.OIDC_CLIENT_ID === "" && given.OIDC_CLIENT_SECRET === ""
      ? []
      : ["OIDC_ISSUER is missing. Set it with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or none of them."];
  const missing = (["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const).filter((name) => given[name] === "");
  return [
    ...missing.map((name) => `${name} is missing. Copy it from the registration at ${given.OIDC_ISSUER}.`),
    ...(given.PUBLIC_URL === "" && !loopback
      ? ["PUBLIC_URL is missing. The provider sends agents back to it: give such as https://help.example.com."]
      : []),
  ];
}

export function toOidcSettings(given: Given): OidcSettings | null {
  if (given.OIDC_ISSUER === "") return null;
  return {
    issuer: given.OIDC_ISSUER,
    clientId: given.OIDC_CLIENT_ID,
    clientSecret: given.OIDC_CLIENT_SECRET,
    name: given.OIDC_NAME || new URL(given.OIDC_ISSUER).host,
    loginClaim: given.OIDC_LOGIN_CLAIM,
    roleClaim: given.OIDC_ROLE_CLAIM,
    agentValue: given.OIDC_AGENT_VALUE,
    leadValue: given.OIDC_LEAD_VALUE,
    signsOut: given.OIDC_SIGN_OUT === "provider",
  };
}

/** Plain http is for a provider on this machine alone. */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  return (
    isHttp(text) && (url?.protocol === "https:" || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url?.hostname ?? ""))
  );
}
