import { join } from "node:path";
import { expect, test } from "vitest";

import { temporaryFolder } from "../../storage/support/databases.ts";
import { type Service, startService } from "../../support/service.ts";
import { waitFor } from "../event-stream.ts";
import { loopbackSystems, type LoopbackSystem, openLoopbackSystem } from "./loopback-systems.ts";

async function askForPerson({ base }: Service): Promise<void> {
  const { token } = (await (await fetch(`${base}/webchat/token`, { method: "POST" })).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { conversationId } = (await (
    await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers })
  ).json()) as { conversationId: string };
  const body = JSON.stringify({ type: "message", text: "person", from: { id: "u" } });
  await fetch(`${base}/v3/directline/conversations/${conversationId}/activities`, { method: "POST", headers, body });
}

type Detail = { id: string; outside: { known: boolean }[]; history: { who: string; what: string }[] };

/** The one case, as the desk shows it. */
async function caseAt({ base }: Service): Promise<Detail> {
  const headers = { authorization: "Bearer ana-token" };
  const ask = async (path: string): Promise<unknown> => (await fetch(`${base}/api/desk${path}`, { headers })).json();
  const { cases } = (await ask("/cases?status=waiting")) as { cases: { id: string }[] };
  expect(cases).toHaveLength(1);
  return (await ask(`/cases/${cases[0]!.id}`)) as Detail;
}

/**
 * Kills the process while the case is on its way, and starts the next one with the system well again. Gives what the
 * desk shows in the end.
 */
async function killedAndStarted(name: string, system: LoopbackSystem, fault: LoopbackSystem["fault"]): Promise<Detail> {
  const { env, before } = loopbackSystems[name]!;
  const settings = {
    DATABASE_URL: `sqlite:${join(temporaryFolder(), "assistant.db")}`,
    DESK_AGENTS: "ana:ana-token",
    CONNECTORS: name,
    ...env(system.url),
  };
  const first = before ? { before: before(system.url) } : {};
  const one = await startService(settings, first);
  system.fault = fault;
  await askForPerson(one);
  await system.until(() => system.asked.length > 0);
  one.kill("SIGKILL");
  await one.ended;
  system.fault = "well";
  const next = await startService(settings, first);
  const shown = await waitFor(async () => {
    const found = await caseAt(next);
    return found.outside[0]?.known ? found : undefined;
  });
  next.kill("SIGTERM");
  await next.ended;
  return shown;
}

const names = Object.keys(loopbackSystems);

test.each(names)(
  "a case on its way to %s, not taken there when the process was killed, is delivered once by the next one",
  async (name) => {
    const system = await openLoopbackSystem(loopbackSystems[name]!.behaviour);
    const { id } = await killedAndStarted(name, system, "refuses");
    expect(system.opened).toHaveLength(1);
    expect(JSON.stringify(system.opened)).toContain(id);
  },
);

/** A case that was taken there before the process was killed, but whose answer never came. */
async function takenUnheard(name: string): Promise<{ system: LoopbackSystem; shown: Detail }> {
  const system = await openLoopbackSystem(loopbackSystems[name]!.behaviour);
  return { system, shown: await killedAndStarted(name, system, "silent") };
}

test.each(names.filter((name) => ["chatwoot", "zendesk"].includes(name)))(
  "a case that %s took unheard is found there by the next process",
  async (name) => {
    const { system, shown } = await takenUnheard(name);
    expect(system.opened).toHaveLength(1);
    expect(JSON.stringify(system.opened)).toContain(shown.id);
  },
);

test("a case that a hub took unheard comes again under the same id, by which it knows it again", async () => {
  const { system } = await takenUnheard("handoff");
  expect(new Set(system.opened.map(({ id }) => id)).size).toBe(1);
});

test("a case that Teams took unheard comes again, because Teams cannot be asked: its card says so, and so does the desk", async () => {
  const { system, shown } = await takenUnheard("teams");
  const cards = system.opened.map((body) => JSON.stringify(body));
  expect(cards.map((card) => [card.includes(shown.id), card.includes("may be here twice")])).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(shown.history.map(({ what }) => what)).toContain("repeated");
});
