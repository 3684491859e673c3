import { expect, test } from "vitest";

import { unknownSettings } from "../../src/config/settings.ts";

const found = (...names: string[]): string[] =>
  unknownSettings(Object.fromEntries(names.map((name) => [name, "x"]))).map(({ message }) => message);

test.each([
  ["DESK_AGENT", "DESK_AGENTS"],
  ["DATABASE_URI", "DATABASE_URL"],
  ["PORTS", "PORT"],
  ["MicrosoftAppID", "MicrosoftAppId"],
  ["CHATWOOT_KEY", "CHATWOOT_URL"],
  ["ZENDESK_MAIL", "ZENDESK_EMAIL"],
])("%s is not a setting, and %s is the nearest", (name, nearest) => {
  expect(found(name)).toEqual([`${name} is not a setting and is ignored. Did you mean ${nearest}?`]);
});

test("variables of other programs and known settings stay unmentioned", () => {
  expect(
    found(
      "PATH",
      "HOME",
      "HOSTNAME",
      "PWD",
      "SHELL",
      "TERM",
      "USER",
      "LANG",
      "EDITOR",
      "NODE_ENV",
      "NODE_OPTIONS",
      "OTEL_SERVICE_NAME",
      "npm_config_cache",
      "http_proxy",
      "CI",
      "TZ",
      "TMPDIR",
      "SHLVL",
      "OLDPWD",
      "CHATWOOT_SERVICE_HOST",
      "CHATWOOT_PORT",
      "CHATWOOT_PORT_3000_TCP_ADDR",
      "HOST",
      "PORT",
      "DESK_AGENTS",
      "MicrosoftAppId",
    ),
  ).toEqual([]);
});
