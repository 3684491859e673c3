import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { settings } from "../../src/config/settings.ts";

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

type Resource = { type: string; apiVersion: string; name: string; properties?: Record<string, unknown> };
type Template = {
  parameters: Record<string, { type: string; metadata: { description: string } }>;
  variables: Record<string, unknown>;
  resources: Resource[];
};

const text = file("manifest/azure/azuredeploy.json");
const template = JSON.parse(text) as Template;
const resource = (type: string): Resource => template.resources.find((one) => one.type === type)!;

test("the template makes the bot, its Teams channel, the site and an identity", () => {
  expect(template.resources.map(({ type }) => type)).toEqual([
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "Microsoft.Web/serverfarms",
    "Microsoft.Web/sites",
    "Microsoft.BotService/botServices",
    "Microsoft.BotService/botServices/channels",
  ]);
  for (const { apiVersion } of template.resources) expect(apiVersion).toMatch(/^20\d\d-\d\d-\d\d$/);
});

test("every parameter and variable that the template names is there, each is used, and brackets close", () => {
  const used = (kind: string): string[] =>
    [
      ...new Set([...text.matchAll(new RegExp(`${kind}\\('(\\w+)'\\)`, "g"))].map((match) => match[1] ?? "")),
    ].toSorted();
  expect(used("parameters")).toEqual(Object.keys(template.parameters).toSorted());
  expect(used("variables")).toEqual(Object.keys(template.variables).toSorted());
  const expressions = [...text.matchAll(/"(\[[^"]*\])"/g)].map((match) => match[1] ?? "");
  expect(expressions.filter((expression) => expression.split("(").length !== expression.split(")").length)).toEqual([]);
});

test("secrets are secure parameters, and the site is given only settings that the service knows", () => {
  for (const name of ["appPassword", "databaseUrl", "deskAgents"])
    expect(template.parameters[name]?.type).toBe("securestring");
  const { appSettings } = (
    resource("Microsoft.Web/sites").properties as { siteConfig: { appSettings: { name: string }[] } }
  ).siteConfig;
  const names = appSettings.map(({ name }) => name).filter((name) => name !== "WEBSITES_PORT");
  expect(names.filter((name) => !(name in settings.shape))).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining([
      "MicrosoftAppType",
      "MicrosoftAppId",
      "MicrosoftAppPassword",
      "MicrosoftAppTenantId",
      "PUBLIC_URL",
    ]),
  );
});

test("the image runs as nobody special, tells its health, and starts what npm start starts", () => {
  const docker = file("Dockerfile");
  expect(docker.match(/^FROM node:24-slim/gm)).toHaveLength(2);
  expect(docker).toMatch(/^USER node$/m);
  expect(docker).toMatch(/^HEALTHCHECK .*\/healthz/m);
  const [, command = "[]"] = /^CMD (.*)$/m.exec(docker) ?? [];
  const { scripts } = JSON.parse(file("package.json")) as { scripts: { start: string } };
  expect((JSON.parse(command) as string[]).join(" ")).toBe(scripts.start);
  for (const [, path = ""] of docker.matchAll(/\/app\/(src|dialogs|knowledge|package\.json) /g))
    expect(existsSync(new URL(`../../${path}`, import.meta.url))).toBe(true);
});
