import { expect, test } from "vitest";

import { hashOfToken } from "../../src/config/agent-settings.ts";
import type { AppError } from "../../src/common/errors.ts";
import { isLead, requireLead } from "../../src/desk/agent-role.ts";
import { call, useDeskApp, visitor, type DeskApp, type Visitor } from "../support/desk-app.ts";

/** Ana by the hash of her token, Ben by his token; she is a lead. */
const settings = {
  DESK_AGENTS: `Ana Ruiz <ana>:sha256:${hashOfToken("ana-token")},Ben <ben>:ben-token`,
  DESK_LEADS: "ana",
};

async function waitingCase(): Promise<{ service: DeskApp; kim: Visitor; id: string }> {
  const service = await useDeskApp(settings);
  const kim = await visitor(service);
  for (const text of ["spotify says error 502", "person", "yes"]) await kim.say(text);
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  return { service, kim, id: body.cases[0]?.id ?? "" };
}

test("cases name the agent by login and by name; the person hears the name", async () => {
  const { service, kim, id } = await waitingCase();
  const claimed = await service.desk("ana", "POST", `/cases/${id}/claim`, {});
  expect(claimed.body).toMatchObject({ assignee: "ana", assigneeName: "Ana Ruiz" });
  const second = await service.desk("ben", "POST", `/cases/${id}/claim`, {});
  expect(second).toMatchObject({
    status: 409,
    body: { error: { code: "Conflict", assignee: "ana", assigneeName: "Ana Ruiz" } },
  });
  await service.desk("ana", "POST", `/cases/${id}/messages`, { text: "Hello" });
  await service.desk("ana", "POST", `/cases/${id}/transfer`, { to: "ben" });
  const lines = (await kim.lines()).join("\n");
  expect(lines).toContain("You're now talking to Ana Ruiz.");
  expect(lines).toContain("Ana Ruiz: Hello");
  expect(lines).toContain("Ana Ruiz has passed your case to Ben");
  const { body } = await service.desk("ben", "GET", `/cases/${id}`);
  expect(body).toMatchObject({ assignee: "ben", assigneeName: "Ben" });
  expect(body.history.at(-1)).toMatchObject({ who: "ana", whoName: "Ana Ruiz", text: "ben", textName: "Ben" });
  expect((await service.desk("ben", "POST", `/cases/${id}/transfer`, { to: "Ana Ruiz" })).status).toBe(400);
});

test("a case that is opened again goes to the same agent, by login, and the person hears the name", async () => {
  const { service, kim, id } = await waitingCase();
  await service.desk("ana", "POST", `/cases/${id}/claim`, {});
  await service.desk("ana", "POST", `/cases/${id}/close`, { resolution: "Restarted." });
  await service.desk("ana", "POST", "/presence", { state: "online" });
  await kim.say("still broken");
  expect((await service.desk("ana", "GET", `/cases/${id}`)).body).toMatchObject({
    status: "active",
    assignee: "ana",
    assigneeName: "Ana Ruiz",
  });
  expect((await kim.lines()).at(-1)).toContain("is open again, and Ana Ruiz has it");
});

test("agents know each other by name, and themselves by role", async () => {
  const service = await useDeskApp(settings);
  expect((await service.desk("ben", "GET", "/me")).body).toMatchObject({
    login: "ben",
    name: "Ben",
    role: "agent",
    agents: [
      { login: "ana", name: "Ana Ruiz", state: "offline" },
      { login: "ben", name: "Ben", state: expect.stringMatching(/^(on|off)line$/) },
    ],
  });
  expect((await service.desk("ana", "GET", "/me")).body).toMatchObject({ login: "ana", role: "lead" });
});

test("the hash in the settings is no token itself", async () => {
  const service = await useDeskApp(settings);
  for (const token of [hashOfToken("ana-token"), `sha256:${hashOfToken("ana-token")}`])
    expect((await call(`${service.base}/api/desk/me`, "GET", token)).status).toBe(401);
});

test("what is for leads is refused to other agents with 403", () => {
  expect([isLead({ role: "lead" }), isLead({ role: "agent" })]).toEqual([true, false]);
  expect(() => requireLead({ role: "lead" })).not.toThrow();
  expect(() => requireLead({ role: "agent" })).toThrow(
    expect.objectContaining({ code: "Forbidden", status: 403 }) as AppError,
  );
});
