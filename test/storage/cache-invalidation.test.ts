import { spawn } from "node:child_process";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { type RemoteSystems, startRemoteSystems } from "../fuzz/remote-systems.ts";
import { temporaryFolder } from "./support/databases.ts";
import { startCollector } from "../support/collector.ts";
import { openTalk, startWhole, type WebTalk, type WholeService } from "../support/whole-service.ts";

const marker = "kim-marker-7f3a";
const secret = "sixteen-characters";
const json = { "content-type": "application/json" };
const desk = { ...json, authorization: "Bearer ana-token" };
/** Whatever the body is, the marker stands in its headers, too. */
const odd = {
  cookie: marker,
  "user-agent": marker,
  referer: `http://x/${marker}`,
  "accept-language": marker,
  "last-event-id": marker,
};

const post = (url: string, body: unknown, headers: Record<string, string> = json): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { ...odd, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const activity = {
  type: "message",
  text: `spotify 502 ${marker}`,
  locale: marker,
  from: { id: marker, name: marker },
  channelData: { clientActivityID: marker },
};

async function throughWebChat(base: string, talk: WebTalk): Promise<void> {
  const sent = [
    activity,
    { type: "message", text: "talk to a person", from: { name: marker } },
    { type: marker, text: marker, value: { event: { type: marker }, label: marker } },
    { type: "typing", text: marker, from: { id: marker, name: marker } },
    {
      type: "message",
      text: marker,
      localTimezone: marker,
      localTimestamp: marker,
      attachments: [{ contentType: marker, name: marker }],
    },
  ];
  for (const one of sent) await post(`${talk.path}/activities`, one, talk.headers);
  await post(`${talk.path}/activities`, `{"text": "${marker}`, talk.headers);
  const form = new FormData();
  form.append("activity", new Blob([JSON.stringify(activity)], { type: "application/vnd.microsoft.activity" }));
  form.append("file", new Blob([marker]), `${marker}.png`);
  const { authorization = "" } = talk.headers;
  await fetch(`${talk.path}/upload?userId=${marker}`, { method: "POST", headers: { authorization }, body: form });
  await post(`${talk.path}/upload?userId=${marker}`, marker, { authorization, "content-type": `image/${marker}` });
  await fetch(`${talk.path}/activities?watermark=${marker}`, { headers: talk.headers });
  await post(`${base}/v3/directline/tokens/generate`, { user: { id: marker, name: marker }, trustedOrigins: [marker] });
  await fetch(`${base}/${marker}?${marker}=${marker}`, { headers: { ...odd, authorization: `Bearer ${marker}` } });
}

/** Frames and addresses of streams. */
async function throughStreams(talk: WebTalk): Promise<void> {
  const at = talk.path.replace("http", "ws");
  for (const query of [`t=${talk.token}`, `t=${marker}`, `t=${talk.token}&watermark=${marker}`]) {
    const socket = new WebSocket(`${at}/stream?${query}`, { headers: odd });
    socket.on("open", () => (socket.send(marker), socket.send(marker.repeat(200))));
    socket.on("error", () => undefined);
    await new Promise<void>((over) => socket.on("close", () => over()));
  }
}

async function throughBot(base: string, remoteSystems: RemoteSystems, round: string): Promise<void> {
  const bot = {
    ...activity,
    id: round,
    channelId: "emulator",
    conversation: { id: "c" },
    recipient: { id: "b" },
    serviceUrl: `${remoteSystems.url}/`,
  };
  const sent = [
    bot,
    { ...bot, id: `${round}2`, type: "invoke", name: marker, value: marker },
    { ...bot, id: `${round}3`, type: "messageReaction", reactionsAdded: [{ type: marker }] },
    { ...bot, id: `${round}4`, deliveryMode: "expectReplies" },
    { ...bot, id: `${round}5`, serviceUrl: `http://${marker}/` },
    { [marker]: marker },
  ];
  for (const one of sent) await post(`${base}/api/messages`, one, { ...json, authorization: marker });
}

async function throughDesk(base: string, id: string): Promise<void> {
  const commands: [string, unknown, number][] = [
    ["claim", {}, 200],
    ["messages", { text: marker }, 200],
    ["notes", { text: marker }, 200],
    ["typing", {}, 200],
    ["transfer", { to: marker }, 400],
    ["messages", { text: { marker } }, 400],
  ];
  for (const [name, body, status] of commands)
    expect((await post(`${base}/api/desk/cases/${id}/${name}`, body, desk)).status, name).toBe(status);
  for (const path of [
    `search?q=${marker}`,
    `cases?status=${marker}`,
    `cases?status=closed&before=${marker}`,
    `canned-replies?language=${marker}`,
    `cases/${marker}`,
  ])
    await fetch(`${base}/api/desk/${path}`, { headers: { ...odd, ...desk } });
  await post(`${base}/api/desk/presence`, { state: marker }, desk);
  await post(`${base}/api/desk/session`, { token: marker });
}

/** What agents elsewhere write; `id` is the case. */
async function throughConnectors({ base, app }: WholeService, id: string): Promise<void> {
  const from = { id: marker, name: marker };
  const sent: [string, unknown, number][] = [
    [`handoff?secret=${secret}`, { type: "message", id: "h1", conversation: { id }, from, text: marker }, 200],
    [
      `handoff?secret=${secret}`,
      {
        type: "event",
        name: "handoff.status",
        id: "h2",
        conversation: { id },
        from,
        value: { state: "failed", note: marker },
      },
      200,
    ],
    [`handoff?secret=${secret}`, { type: "message", id: marker, conversation: { id: marker }, text: marker }, 404],
    [`handoff?secret=${marker}`, { text: marker }, 401],
    [`chatwoot?secret=${marker}`, { content: marker }, 401],
  ];
  for (const [path, body, status] of sent)
    expect((await post(`${base}/api/connectors/${path}`, body)).status, path).toBe(status);
  // Chatwoot's own number for the case is one of the first that it gave.
  for (let number = 1; number < 40; number += 1) {
    const message = {
      event: "message_created",
      id: number,
      message_type: "outgoing",
      content: marker,
      sender: { name: marker },
      conversation: { id: number },
    };
    expect((await post(`${base}/api/connectors/chatwoot?secret=${secret}`, message)).status).toBe(200);
    const thread = {
      type: "message",
      id: `t${number}`,
      text: marker,
      channelId: "msteams",
      from,
      conversation: { id: `a${number}` },
    };
    await post(`${base}/api/messages`, thread);
  }
  await app.conversations.idle();
}

const settings = ({ url }: RemoteSystems) => ({
  CONNECTORS: "chatwoot,handoff,teams",
  CHATWOOT_URL: url,
  CHATWOOT_ACCOUNT: "1",
  CHATWOOT_INBOX: "1",
  CHATWOOT_TOKEN: "t",
  CHATWOOT_WEBHOOK_SECRET: secret,
  HANDOFF_HUB_URL: `${url}/hub`,
  HANDOFF_SECRET: secret,
  TEAMS_EXPERTS_CHANNEL: "19:experts@thread.tacv2",
  TEAMS_EXPERTS_SERVICE_URL: `${url}/`,
});

/** A command of ours while the service runs; returns all that it printed. */
async function command(env: Record<string, string>, ...args: string[]): Promise<string> {
  const file = fileURLToPath(new URL("../../bin/assistant.mjs", import.meta.url));
  const child = spawn(process.execPath, [file, "privacy", ...args], {
    env: { PATH: process.env["PATH"], STATUS_FEED: "off", LOG_LEVEL: "trace", ...env },
  });
  return (await Promise.all([textOf(child.stdout), textOf(child.stderr)])).join("");
}

test("what people write is in no log, no metric and no trace, whatever route it came by", async () => {
  const [collector, remoteSystems] = [await startCollector(), await startRemoteSystems()];
  onTestFinished(() => remoteSystems.stop());
  const database = { DATABASE_URL: `sqlite:${join(temporaryFolder(), "assistant.db")}` };
  const service = await startWhole({
    ...database,
    ...settings(remoteSystems),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const { base, app, logged, stop } = service;
  const talk = await openTalk(base);
  await throughWebChat(base, talk);
  await throughStreams(talk);
  await throughBot(base, remoteSystems, "a");
  await app.conversations.idle();
  await expect.poll(async () => (await app.store.outbox.backlog()).waiting, { timeout: 20_000 }).toBe(0);
  const { cases } = (await (await fetch(`${base}/api/desk/cases?status=waiting`, { headers: desk })).json()) as {
    cases: { id: string }[];
  };
  const id = cases[0]!.id;
  await throughDesk(base, id);
  await throughConnectors(service, id);
  const said = (await talk.read()).filter(({ text }) => text === marker);
  expect(new Set(said.map(({ from }) => from.id)).size).toBeGreaterThan(1);

  // Others answer with our own words.
  remoteSystems.quotes = true;
  await throughBot(base, remoteSystems, "b");
  await talk.post({ type: "message", text: marker, from: { name: marker } });
  await expect.poll(logged, { timeout: 20_000 }).toContain("kept as a dead letter");
  await post(`${base}/api/desk/cases/${id}/redact`, { words: marker, confirm: true }, desk);
  const printed = await command(database, "delete", "--user", marker);
  expect(printed).toContain("deleted");
  const metrics = await (await fetch(`${base}/metrics`)).text();
  await stop();
  expect(logged()).toContain("answered");
  expect(metrics).toContain("assistant_turns_total");
  expect(collector.output()).toContain("conversation.id");
  for (const printedText of [logged(), metrics, collector.output(), printed]) expect(printedText).not.toContain(marker);
}, 60_000);
