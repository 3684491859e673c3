import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import nock from "nock";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { openStore } from "../../src/storage/open-store.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import { entryAt, referenceOf, said, turnOf } from "../storage/support/turns.ts";
import { readConfig } from "../../src/config/settings.ts";
import { examine, lineOf } from "../../src/cli/doctor-checks.ts";

/** How another system meets us. */
type Day = { status: number; body?: unknown } | "hangs" | "is gone";

/** Plays it on loopback; `asked` keeps what it was asked, with the key. */
async function play(day: Day): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const { authorization = "", api_access_token: token = "" } = req.headers;
    asked.push([req.method, req.url, authorization, token].filter(Boolean).join(" "));
    if (typeof day === "object")
      res.writeHead(day.status, { "content-type": "application/json" }).end(JSON.stringify(day.body ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => (server.closeAllConnections(), server.close());
  if (day === "is gone") close();
  else onTestFinished(() => void close());
  return { url: `http://127.0.0.1:${port}`, asked };
}

async function lineFor(what: string, env: Record<string, string>): Promise<string> {
  const read = readConfig({ DATABASE_URL: "sqlite::memory:", STATUS_FEED: "off", ...env });
  if (!read.ok) throw new Error(read.faults.join("\n"));
  const found = (await examine(read.config, 300)).find((finding) => finding.what === what);
  return found ? lineOf(found) : "";
}

const chatwoot = (url: string) => ({
  CONNECTORS: "chatwoot",
  CHATWOOT_URL: url,
  CHATWOOT_ACCOUNT: "7",
  CHATWOOT_INBOX: "3",
  CHATWOOT_TOKEN: "t0ken",
  CHATWOOT_WEBHOOK_SECRET: "sixteen-characters",
});
const handoff = (url: string) => ({
  CONNECTORS: "handoff",
  HANDOFF_HUB_URL: `${url}/hub`,
  HANDOFF_SECRET: "sixteen-characters",
});
const teams = (url: string) => ({
  CONNECTORS: "teams",
  TEAMS_EXPERTS_CHANNEL: "19:x@thread.tacv2",
  TEAMS_EXPERTS_SERVICE_URL: `${url}/teams/`,
});
const zendesk = {
  CONNECTORS: "zendesk",
  ZENDESK_SUBDOMAIN: "acme",
  ZENDESK_EMAIL: "bot@acme.example",
  ZENDESK_TOKEN: "t0ken",
};
const members = { members: [{ id: "29:a", name: "Ana" }] };

beforeEach(() => nock.cleanAll());

test("the doctor says which channel takes nothing, since when and why", async () => {
  const url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  const store = await openStore({ url, now: () => Date.UTC(2026, 10, 22, 10, 2) });
  await store.turnStore.accept(referenceOf("a", { channel: "msteams" }), said("a", "m1"));
  await store.turnStore.commit(turnOf("a", 0, "m1", { outbox: [{ destination: "channel", body: "one" }] }));
  expect(await lineFor("deliveries", { DATABASE_URL: url })).toBe("ok   deliveries     nothing is being tried again");
  const entry = await entryAt(store, "a", 1);
  const failed = { attempts: 3, error: "the channel answered 502", waitMs: 60_000, held: false };
  await store.outbox.recordResults([{ type: "parked", ...entry, ...failed }]);
  await store.close();
  expect(await lineFor("deliveries", { DATABASE_URL: url })).toBe(
    "FAIL deliveries     msteams: 1 waiting since 2026-11-22T10:02Z, the channel answered 502.",
  );
});

describe("the doctor tries", () => {
  test.each<[string, Day, RegExp]>([
    ["Chatwoot that works", { status: 200, body: { id: 3 } }, /^ok {3}Chatwoot +knows the token and inbox 3$/],
    ["Chatwoot that refuses the token", { status: 401 }, /^FAIL Chatwoot +it answered 401\. Copy CHATWOOT_TOKEN/],
    [
      "Chatwoot without that inbox",
      { status: 404 },
      /^FAIL Chatwoot +it answered 404\. Check CHATWOOT_ACCOUNT and CHATWOOT_INBOX/,
    ],
    ["Chatwoot that never answers", "hangs", /^FAIL Chatwoot +it did not answer in time\. Check CHATWOOT_URL/],
    ["Chatwoot that is gone", "is gone", /^FAIL Chatwoot +it cannot be reached \(ECONNREFUSED\)\. Check CHATWOOT_URL/],
  ])("%s, and says so in a line", async (_what, day, line) => {
    const there = await play(day);
    expect(await lineFor("Chatwoot", chatwoot(there.url))).toMatch(line);
    expect(there.asked).toEqual(day === "is gone" ? [] : ["GET /api/v1/accounts/7/inboxes/3 t0ken"]);
  });

  test.each<[string, Day, RegExp]>([
    ["a hub that works", { status: 200 }, /^ok {3}hand-off hub +answers/],
    ["a hub that takes only POSTs", { status: 405 }, /^ok {3}hand-off hub +answers; whether it takes the secret/],
    ["a hub that refuses the secret", { status: 403 }, /^FAIL hand-off hub +it answered 403\. Give HANDOFF_SECRET/],
    ["a hub that is broken", { status: 500 }, /^FAIL hand-off hub +it answered 500\. Check HANDOFF_HUB_URL/],
    ["a hub that never answers", "hangs", /^FAIL hand-off hub +it did not answer in time/],
    ["a hub that is gone", "is gone", /^FAIL hand-off hub +it cannot be reached/],
  ])("%s, and says so in a line", async (_what, day, line) => {
    const there = await play(day);
    expect(await lineFor("hand-off hub", handoff(there.url))).toMatch(line);
    expect(there.asked).toEqual(day === "is gone" ? [] : ["GET /hub Bearer sixteen-characters"]);
  });

  test.each<[string, Day, RegExp]>([
    [
      "the experts' channel that works",
      { status: 200, body: members },
      /^ok {3}Teams experts +the channel can be reached$/,
    ],
    ["a team without the app", { status: 403 }, /^FAIL Teams experts +.*403.*Add the app to the experts' team/],
    ["a token that is refused", { status: 401 }, /^FAIL Teams experts +.*401.*check MicrosoftAppId/],
    ["a channel that is not there", { status: 404 }, /^FAIL Teams experts +.*404.*TEAMS_EXPERTS_CHANNEL/],
    ["Teams that never answers", "hangs", /^FAIL Teams experts +.*TEAMS_EXPERTS_SERVICE_URL/],
    ["Teams that is gone", "is gone", /^FAIL Teams experts +.*TEAMS_EXPERTS_SERVICE_URL/],
  ])("%s, and says so in a line", async (_what, day, line) => {
    const there = await play(day);
    expect(await lineFor("Teams experts", teams(there.url))).toMatch(line);
  });

  test.each<[string, (zendesk: nock.Interceptor) => unknown, RegExp]>([
    [
      "Zendesk that works",
      (asked) => asked.reply(200, { user: { id: 9 } }),
      /^ok {3}Zendesk +knows the agent and the token$/,
    ],
    [
      "Zendesk that refuses the token",
      (asked) => asked.reply(401, {}),
      /^FAIL Zendesk +it answered 401\. Check ZENDESK_EMAIL and ZENDESK_TOKEN/,
    ],
    [
      "Zendesk that takes us for a stranger",
      (asked) => asked.reply(200, { user: { id: null } }),
      /^FAIL Zendesk +it answered 401/,
    ],
    [
      "Zendesk that never answers",
      (asked) => asked.delay(60_000).reply(200, {}),
      /^FAIL Zendesk +it did not answer in time/,
    ],
    [
      "Zendesk that is gone",
      (asked) => asked.replyWithError(Object.assign(new Error("gone"), { code: "ENOTFOUND" })),
      /^FAIL Zendesk +it cannot be reached.* Check ZENDESK_SUBDOMAIN/,
    ],
  ])("%s, and says so in a line", async (_what, answer, line) => {
    const authorization = `Basic ${Buffer.from("bot@acme.example/token:t0ken").toString("base64")}`;
    answer(nock("https://acme.zendesk.com", { reqheaders: { authorization } }).get("/api/v2/users/me.json"));
    expect(await lineFor("Zendesk", zendesk)).toMatch(line);
  });

  test("nothing that is not chosen", async () => {
    for (const what of ["Teams experts", "Chatwoot", "Zendesk", "hand-off hub"])
      expect(await lineFor(what, {})).toMatch(/^- {4}.* is not one of CONNECTORS$/);
  });
});
