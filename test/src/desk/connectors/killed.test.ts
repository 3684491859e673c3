import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";

import { temporaryFolder } from "../../storage/support/databases.ts";
import { type Service, startService } from "../../support/service.ts";

type Activity = { id: string; name?: string; type: string };

/** A hub on loopback. `answer`: how it answers from now on; `taken`: what it took, in order. */
async function openHub() {
  const hub = { answer: (res: ServerResponse): unknown => res.writeHead(202).end(), came: [] as Activity[], taken: [] as Activity[] };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of req) text += String(chunk);
    const activity = JSON.parse(text) as Activity;
    res.once("finish", () => res.statusCode === 202 && hub.taken.push(activity));
    hub.came.push(activity);
    hub.answer(res);
    server.emit("came");
    res.once("finish", () => server.emit("came"));
  };
  const server = createServer((req, res) => void take(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await once(server, "came");
  };
  return Object.assign(hub, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/handoff`, until });
}

async function askForPerson({ base }: Service): Promise<void> {
  const { token } = (await (await fetch(`${base}/webchat/token`, { method: "POST" })).json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { conversationId } = (await (await fetch(`${base}/v3/directline/conversations`, { method: "POST", headers })).json()) as { conversationId: string };
  const body = JSON.stringify({ type: "message", text: "person", from: { id: "u" } });
  await fetch(`${base}/v3/directline/conversations/${conversationId}/activities`, { method: "POST", headers, body });
}

const initiations = (activities: readonly Activity[]): Activity[] => activities.filter(({ name }) => name === "handoff.initiate");

test.each([
  ["before the other system took it", (res: ServerResponse) => res.writeHead(503).end()],
  ["after the other system had it, before it said so", () => undefined],
])("a case of a process that was killed %s is delivered once by the next one", async (_when, answer) => {
  const hub = await openHub();
  const env = {
    DATABASE_URL: `sqlite:${join(temporaryFolder(), "assistant.db")}`,
    DESK_AGENTS: "ana:ana-token",
    CONNECTORS: "handoff",
    HANDOFF_HUB_URL: hub.url,
    HANDOFF_SECRET: "a-secret-for-the-hub",
  };
  const first = await startService(env);
  const good = hub.answer;
  hub.answer = answer;
  await askForPerson(first);
  await hub.until(() => initiations(hub.came).length > 0);
  first.kill("SIGKILL");
  await first.ended;
  hub.answer = good;
  const next = await startService(env);
  await hub.until(() => initiations(hub.taken).length > 0);
  next.kill("SIGTERM");
  await next.ended;
  expect(initiations(hub.taken)).toHaveLength(1);
  // Whatever came before has the same name, by which a hub knows it again.
  expect(new Set(initiations(hub.came).map(({ id }) => id)).size).toBe(1);
});
