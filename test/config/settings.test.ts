import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";

import { hashOfToken } from "../../src/config/agent-settings.ts";
import { type Config, readConfig, settings } from "../../src/config/settings.ts";

const appId = "11111111-2222-4333-8444-555555555555";
const tenantId = "99999999-2222-4333-8444-555555555555";
const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.faults.join("\n"));
  return read.config;
}

function faultsOf(env: Record<string, string>): readonly string[] {
  const read = readConfig(env);
  return read.ok ? [] : read.faults;
}

describe(".env.example", () => {
  test("lists every setting there is and no other", () => {
    expect(Object.keys(parseEnv(example)).toSorted()).toEqual(Object.keys(settings.shape).toSorted());
  });

  test("gives the defaults: copied as it is, it changes nothing", () => {
    expect(readConfig(parseEnv(example) as Record<string, string>)).toEqual(readConfig({}));
  });

  test("shows a default wherever there is one", () => {
    const parsed = parseEnv(example);
    const defaults = settings.parse({}) as Record<string, unknown>;
    expect(parsed).toEqual(Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, String(value)])));
  });

  test("says of each setting what it means, in the line above", () => {
    const lines = example.split("\n");
    const unsaid = Object.keys(settings.shape).filter(
      (name) => !/^# \S/.test(lines[lines.findIndex((line) => line.startsWith(`${name}=`)) - 1] ?? ""),
    );
    expect(unsaid).toEqual([]);
  });
});

describe("settings", () => {
  test("need nothing: the defaults serve this machine alone", () => {
    expect(configOf({})).toMatchObject({
      host: "127.0.0.1",
      port: 3978,
      loopback: true,
      bot: null,
      publicUrl: null,
      databaseUrl: "sqlite:data/assistant.db",
    });
  });

  test("are told all wrong ones at once, a line each, with the remedy", () => {
    const faults = faultsOf({
      PORT: "http",
      DURABILITY: "some",
      MicrosoftAppId: "abc",
      PUBLIC_URL: "help.example.com",
    });
    expect(faults).toHaveLength(4);
    for (const name of ["PORT", "DURABILITY", "MicrosoftAppId", "PUBLIC_URL"]) {
      expect(faults.filter((fault) => fault.startsWith(`${name} `))).toEqual([
        expect.stringMatching(/\. (Give|Copy) /),
      ]);
    }
  });

  test("want tokens at the desk that nobody guesses, where others can reach it", () => {
    const open = { HOST: "0.0.0.0", MicrosoftAppId: appId, MicrosoftAppPassword: "p", MicrosoftAppTenantId: tenantId };
    expect(faultsOf({ ...open, DESK_AGENTS: "ana:short" })).toEqual([expect.stringContaining("DESK_AGENTS")]);
    expect(faultsOf({ ...open, DESK_AGENTS: "ana:sixteen-or-more-characters" })).toEqual([]);
    expect(faultsOf({ DESK_AGENTS: "ana:short" })).toEqual([]);
  });

  test("name agents for people's eyes, keep tokens out as hashes, and say who is a lead", () => {
    const hash = hashOfToken("k3y1");
    expect(
      configOf({ DESK_AGENTS: `Ana  Ruiz <ana>:sha256:${hash.toUpperCase()}, ben:x`, DESK_LEADS: "ana" }).deskAgents,
    ).toEqual([
      { login: "ana", name: "Ana Ruiz", tokenHash: hash, role: "lead" },
      { login: "ben", name: "ben", tokenHash: hashOfToken("x"), role: "agent" },
    ]);
    expect(faultsOf({ HOST: "0.0.0.0", DESK_AGENTS: `ana:sha256:${hash}` })).toEqual([]);
    expect(faultsOf({ DESK_AGENTS: "ana:x", DESK_LEADS: "ana,Ana Ruiz,zoe" })).toEqual([
      expect.stringMatching(/^DESK_LEADS names Ana Ruiz, zoe, whom/),
    ]);
    expect(faultsOf({ DESK_LEADS: "agent" })).toHaveLength(1);
  });

  test("never repeat a secret in a fault", () => {
    const faults = faultsOf({
      WEBCHAT_SECRET: "hush",
      DESK_AGENTS: "ana hush",
      MicrosoftAppPassword: "hush",
      DATABASE_URL: "mysql://u:hush@h",
    });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join("\n")).not.toContain("hush");
  });

  test.each(["0.0.0.0", "::1", "localhost", "help.example.com"])("listen on %s without an app id", (host) => {
    expect(faultsOf({ HOST: host })).toEqual([]);
  });

  test("take unsigned activities only when asked to, and never together with an app id", () => {
    const app = { MicrosoftAppId: appId, MicrosoftAppPassword: "p", MicrosoftAppTenantId: tenantId };
    expect([configOf({}).emulator, configOf({ EMULATOR: "on" }).emulator]).toEqual([false, true]);
    expect(faultsOf({ ...app, EMULATOR: "on" })).toEqual([expect.stringMatching(/^EMULATOR .*MicrosoftAppId/)]);
    expect(faultsOf({ ...app, EMULATOR: "off" })).toEqual([]);
  });

  test.each([
    ["SingleTenant", { MicrosoftAppPassword: "p", MicrosoftAppTenantId: tenantId }, 0],
    ["SingleTenant", {}, 2],
    ["UserAssignedMSI", { MicrosoftAppTenantId: tenantId }, 0],
    ["UserAssignedMSI", { MicrosoftAppPassword: "p", MicrosoftAppTenantId: tenantId }, 1],
    ["MultiTenant", { MicrosoftAppPassword: "p" }, 0],
    ["MultiTenant", {}, 1],
  ])("know what a %s app needs: %o gives %i faults", (type, rest, count) => {
    expect(faultsOf({ HOST: "0.0.0.0", MicrosoftAppType: type, MicrosoftAppId: appId, ...rest })).toHaveLength(count);
  });

  test.each([
    ["PORT", "-1"],
    ["PORT", "70000"],
    ["PORT", "80.5"],
    ["PUBLIC_URL", "http://help.example.com"],
    ["PUBLIC_URL", "https://help.example.com/path"],
    ["DATABASE_URL", "sqlite:"],
    ["DATABASE_URL", "data.db"],
    ["DATABASE_URL", "postgres://u:p@one:5432,two:x/support"],
    ["DATABASE_URL", "postgres://u:p@one,/support"],
    ["DATABASE_LISTEN_URL", "postgres://u:p@one,two:99999/support"],
    ["DESK_AGENTS", "ana"],
    ["DESK_AGENTS", "ana:a,ana:b"],
    ["DESK_AGENTS", "ana:a,ben:a"],
    ["DESK_AGENTS", ":a"],
    ["DESK_AGENTS", "ana:sha256:abc"],
    ["DESK_AGENTS", `ana:k3y1,ben:sha256:${hashOfToken("k3y1")}`],
    ["DESK_AGENTS", "<ana>:a"],
    ["DESK_AGENTS", "Ana <>:a"],
    ["DESK_AGENTS", "Ana <ana:a"],
    ["DESK_AGENTS", "Ana Ruiz:a"],
    ["WEBCHAT_ALLOWED_ORIGINS", "https://a.example/x"],
    ["WEBCHAT_ALLOWED_ORIGINS", "*"],
    ["WEBCHAT_SECRET", "short"],
    ["LOG_LEVEL", "loud"],
    ["STATUS_FEED", "https://feed.example.com"],
    ["TRUST_PROXY", "yes"],
    ["METRICS_TOKEN", "short"],
    ["SECURITY_CONTACT", "security"],
    ["SECURITY_CONTACT", "http://example.com"],
  ])("refuse %s=%s", (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} is not|^${name} is too`))]);
  });

  test("are read into what the parts need", () => {
    expect(
      configOf({
        DESK_AGENTS: "ana:one:two, ben:x",
        WEBCHAT_ALLOWED_ORIGINS: "https://a.example,http://localhost:8080",
        STATUS_FEED: "off",
        TRUST_PROXY: "1",
      }),
    ).toMatchObject({
      deskAgents: [
        { login: "ana", name: "ana", tokenHash: hashOfToken("one:two"), role: "agent" },
        { login: "ben", name: "ben", tokenHash: hashOfToken("x"), role: "agent" },
      ],
      webchat: { allowedOrigins: ["https://a.example", "http://localhost:8080"] },
      statusFeed: null,
      trustProxy: 1,
    });
    expect(configOf({ STATUS_FEED: "http://127.0.0.1:9/feed" }).statusFeed).toBe("http://127.0.0.1:9/feed");
    expect(configOf({ HOST: " ", PORT: "" })).toEqual(configOf({}));
  });
});
