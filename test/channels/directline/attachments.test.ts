import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { systemClock } from "../../../src/common/clock.ts";
import { startDeskApp, type Answered, type DeskApp, useDeskApp } from "../../support/desk-app.ts";
import { startS3Server } from "../../support/s3-server.ts";
import { openTalk, type WebTalk } from "../../support/whole-service.ts";

const png = Buffer.from("\x89PNG\r\n\x1a\n and pixels", "latin1");
type Kept = { contentType: string; name: string; contentUrl: string; size: number };
type Line = { text?: string; from: { id: string }; attachments?: Kept[] };

let service: DeskApp;
let kim: WebTalk;
let number: string;

beforeAll(async () => {
  service = await startDeskApp({ ATTACHMENTS_MAX_MB: "1", DESK_LEADS: "ana" });
  kim = await openTalk(service.base);
  for (const text of ["spotify error 502", "person", "yes"]) {
    await kim.post({ type: "message", text });
    await service.app.conversations.idle();
  }
  number = (await service.desk("ana", "GET", "/cases")).body.cases[0]?.id ?? "";
});
afterAll(() => service.stop());

async function upload(
  files: readonly [name: string, content: Uint8Array][],
  activity: object = {},
  to = kim,
  at = service,
) {
  const form = new FormData();
  form.append("activity", new Blob([JSON.stringify({ type: "message", ...activity })]));
  for (const [name, content] of files) form.append("file", new Blob([Buffer.from(content)]), name);
  const headers = { authorization: `Bearer ${to.token}` };
  const response = await fetch(`${to.path}/upload`, { method: "POST", body: form, headers });
  await at.app.conversations.idle();
  return { status: response.status, body: (await response.json()) as { id: string; error: { code: string } } };
}

const linesOf = async ({ read }: WebTalk): Promise<Line[]> => read();
const keptOf = async (talk: WebTalk): Promise<Kept[]> =>
  (await linesOf(talk)).flatMap(({ attachments = [] }) => attachments.filter(({ contentUrl }) => contentUrl));
const get = (path: string, token: string) =>
  fetch(service.base + path, { headers: { authorization: `Bearer ${token}` } });
const deskCase = async () =>
  (await service.desk("ana", "GET", `/cases/${number}`)).body as Omit<Answered, "transcript"> & {
    transcript: {
      text: string;
      from: string;
      attachments?: { id: string; name: string; type: string; url: string }[];
    }[];
  };

describe("a file", () => {
  test("is kept with its line once, however often it is sent, and nobody is told that it was not", async () => {
    const activity = { text: "look", channelData: { clientActivityID: "p1" } };
    const first = await upload([["../shot.PNG", png]], activity);
    const again = await upload([["../shot.PNG", png]], activity);
    expect([first.status, again.body.id]).toEqual([200, first.body.id]);
    const [kept, ...more] = await keptOf(kim);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ contentType: "image/png", name: "shot.png", size: png.length });
    const seen = (await deskCase()).transcript.findLast(({ from }) => from === "user");
    expect(seen).toMatchObject({ text: "look", attachments: [{ name: "shot.png", type: "image/png" }] });
  });

  test("is served to the token of its conversation and to agents, as a download that can run nothing", async () => {
    const [kept] = await keptOf(kim);
    const [file] = (await deskCase()).transcript.flatMap(({ attachments = [] }) => attachments);
    for (const answer of [await get(kept?.contentUrl ?? "", kim.token), await get(file?.url ?? "", "ben-token")]) {
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "image/png",
        "x-content-type-options": "nosniff",
        "content-disposition": expect.stringMatching(/^attachment; filename="shot\.png"/),
        "content-security-policy": expect.stringContaining("sandbox"),
        "cache-control": "no-store",
      });
    }
    const lee = await openTalk(service.base);
    const stolen = (kept?.contentUrl ?? "").replace(kim.id, lee.id);
    const refusals = [
      get(kept?.contentUrl ?? "", lee.token),
      get(stolen, lee.token),
      get(kept?.contentUrl ?? "", ""),
      get(file?.url ?? "", "no-token"),
      get(`/api/desk/cases/${number}/attachments/other`, "ana-token"),
    ];
    expect((await Promise.all(refusals)).map(({ status }) => status)).toEqual([403, 404, 401, 401, 404]);
  });

  test("that an agent reads without opening its case is in the audit log as a reading of the case", async () => {
    const [file] = (await deskCase()).transcript.flatMap(({ attachments = [] }) => attachments);
    service.forward(11 * 60_000);
    expect((await get(file?.url ?? "", "ben-token")).status).toBe(200);
    const { entries } = (await service.desk("ana", "GET", "/audit")).body;
    expect(entries[0]).toMatchObject({ who: "ben", what: "read", subject: number });
  });

  test.each([
    ["of another type, whatever its name says", "cat.png", Buffer.from("MZ\x90\x00 a program", "latin1"), 415],
    ["that is a page with a script in a picture's clothes", "a.svg.png", Buffer.from("<svg>\x00", "latin1"), 415],
    ["that is empty", "empty.png", Buffer.alloc(0), 415],
    ["that is too large", "big.png", Buffer.concat([png, Buffer.alloc(1_000_000)]), 413],
    ["that is far too large", "huge.png", Buffer.concat([png, Buffer.alloc(3_000_000)]), 413],
  ])("%s is refused, and nothing of its message is taken", async (_what, name, content, status) => {
    const before = await linesOf(kim);
    expect((await upload([[name, content]], { text: "look" })).status).toBe(status);
    expect(await linesOf(kim)).toEqual(before);
  });

  test.each([
    ["with words", "qwx zrt plm"],
    ["alone", ""],
  ])("%s, while a person is waited for, is with them: nobody says that it cannot be opened", async (_how, text) => {
    const lee = await openTalk(service.base);
    const answerTo = async (words: string): Promise<string> => {
      await upload([["shot.png", png]], { text: words }, lee);
      return (await linesOf(lee)).at(-1)?.text ?? "";
    };
    expect(await answerTo(text)).toMatch(/a person/);
    for (const words of ["spotify error 502", "person", "yes"]) {
      await lee.post({ type: "message", text: words });
      await service.app.conversations.idle();
    }
    const answer = await answerTo(text);
    expect(answer).toMatch(/file with case|file is with case/);
    expect(answer).not.toMatch(/can't/);
  });

  test("of a page is taken as plain text, and served as such", async () => {
    await upload([["page.html", Buffer.from("<script>alert(1)</script>")]]);
    const kept = (await keptOf(kim)).at(-1);
    expect(kept).toMatchObject({ contentType: "text/plain", name: "page.txt" });
    const answer = await get(kept?.contentUrl ?? "", kim.token);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("too many in one conversation are refused", async () => {
    const lee = await openTalk(service.base);
    const ten = Array.from({ length: 9 }, (_, at): [string, Uint8Array] => [`${at}.png`, png]);
    const statuses = [];
    for (let time = 0; time < 4; time++) statuses.push((await upload(ten, {}, lee)).status);
    expect(statuses).toEqual([200, 200, 200, 413]);
    expect(await keptOf(lee)).toHaveLength(27);
  });
});

test("one address sends no more than 12 MB within ten seconds, in however many conversations, and others go on", async () => {
  const now = Date.now();
  const other = await useDeskApp({ TRUST_PROXY: "1" }, { clock: { now: () => now, after: systemClock.after } });
  const talks = await Promise.all(Array.from({ length: 5 }, () => openTalk(other.base)));
  const large = Buffer.concat([png, Buffer.alloc(4_500_000)]);
  const send = async ({ path, token }: WebTalk, from: string): Promise<number> => {
    const form = new FormData();
    form.append("file", new Blob([large]), "large.png");
    const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": from };
    const answer = await fetch(`${path}/upload`, { method: "POST", body: form, headers });
    await answer.text();
    return answer.status;
  };
  const statuses = [];
  for (const [at, talk] of talks.entries()) statuses.push(await send(talk, at === 4 ? "203.0.113.2" : "203.0.113.1"));
  expect(statuses).toEqual([200, 200, 200, 429, 200]);
});

test("with a bucket, files are there and the database is small; while it is away only files are refused, and operators are told", async () => {
  const s3 = await startS3Server();
  const other = await useDeskApp(s3.environment);
  const lee = await openTalk(other.base);
  const shot: readonly [string, Uint8Array][] = [["shot.png", png]];
  expect((await upload(shot, {}, lee, other)).status).toBe(200);
  expect(s3.objects.size).toBe(1);
  const [kept] = await keptOf(lee);
  const answer = await fetch(other.base + (kept?.contentUrl ?? ""), {
    headers: { authorization: `Bearer ${lee.token}` },
  });
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
  s3.refusal = { status: 403, code: "AccessDenied" };
  const before = await linesOf(lee);
  const refused = await upload(shot, { text: "look" }, lee, other);
  expect([refused.status, refused.body.error.code]).toEqual([503, "FilesUnavailable"]);
  const read = await fetch(other.base + (kept?.contentUrl ?? ""), {
    headers: { authorization: `Bearer ${lee.token}` },
  });
  expect([read.status, Number(read.headers.get("retry-after")) > 0]).toEqual([503, true]);
  expect(await linesOf(lee)).toEqual(before);
  const operators = (await (await fetch(`${other.base}/readyz`)).json()) as object;
  expect(operators).toMatchObject({ ready: true, degraded: true, warnings: { files: expect.any(String) } });
  expect((await lee.post({ type: "message", text: "hello" })).status).toBe(200);
});

describe("an agent", () => {
  const send = async (agent: string, query: string, content: Uint8Array) => {
    const response = await fetch(`${service.base}/api/desk/cases/${number}/attachments?${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${agent}-token`, "content-type": "application/octet-stream" },
      body: Buffer.from(content),
    });
    await service.app.conversations.idle();
    return { status: response.status, id: ((await response.json()) as { id: string }).id };
  };
  const stored = async () => (await service.app.store.attachments.usage(kim.id)).files;

  test("sends a picture once, whose line the person reads with its text", async () => {
    const before = await stored();
    for (let time = 0; time < 2; time++)
      expect((await send("ana", "name=where.png&text=Press%20here&key=k1", png)).status).toBe(200);
    const lines = (await linesOf(kim)).filter(({ text }) => text === "Press here");
    expect(lines).toMatchObject([{ from: { id: "agent" }, attachments: [{ name: "where.png" }] }]);
    expect(await stored()).toBe(before + 1);
  });

  test("who does not have the case sends none, and none of it is kept", async () => {
    const before = await stored();
    expect((await send("ben", "name=x.png", png)).status).toBe(409);
    expect((await send("nobody", "name=x.png", png)).status).toBe(401);
    expect((await send("ana", "name=x.exe", Buffer.from("MZ\x00"))).status).toBe(415);
    expect(await stored()).toBe(before);
  });

  test("who has the case removes a file for good, and others do not", async () => {
    const { id } = await send("ana", "name=private.png", png);
    const path = `/cases/${number}/attachments/${id}/remove`;
    expect((await service.desk("ben", "POST", path, {})).status).toBe(403);
    expect((await service.desk("ana", "POST", path, {})).status).toBe(200);
    expect((await service.desk("ana", "POST", path, {})).status).toBe(404);
    expect((await get(`/api/desk/cases/${number}/attachments/${id}`, "ana-token")).status).toBe(404);
    const { entries } = (await service.desk("ana", "GET", "/audit")).body;
    expect(entries[0]).toMatchObject({ who: "ana", what: "redacted", subject: number, detail: "1 file" });
  });
});

test("the person's own deletion takes their files along", async () => {
  const lee = await openTalk(service.base);
  await upload([["shot.png", png]], {}, lee);
  const [kept] = await keptOf(lee);
  for (const text of ["delete my data", "yes"]) {
    await lee.post({ type: "message", text });
    await service.app.conversations.idle();
  }
  expect((await get(kept?.contentUrl ?? "", lee.token)).status).toBe(404);
  expect((await service.app.store.attachments.usage(lee.id)).files).toBe(0);
});

test("where no files are taken, they are counted and their words are a message", async () => {
  const other = await startDeskApp({ ATTACHMENTS_MAX_MB: "0" });
  const lee = await openTalk(other.base);
  const form = new FormData();
  form.append("activity", new Blob([JSON.stringify({ type: "message", text: "look" })]));
  form.append("file", new Blob([png]), "a.png");
  const headers = { authorization: `Bearer ${lee.token}` };
  expect((await fetch(`${lee.path}/upload`, { method: "POST", body: form, headers })).status).toBe(200);
  expect(await other.app.store.attachments.usage(lee.id)).toEqual({ files: 0, bytesOfAll: 0 });
  await other.stop();
});
