import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { loadArticles } from "../../../knowledge/load.ts";
import { type DeskApp, useDeskApp, visitor } from "../../support/desk-app.ts";

type Proposal = {
  article: string;
  isChanged: boolean;
  minutes: { inForce: number; proposed: number };
  order: { step: string; was: number; people: number | null }[];
  inForce: string[];
  approved: { by: string; isAuthors: boolean } | null;
};

const article = loadArticles().find(({ id }) => id === "spotify-502")!;
const authored = article.steps.map(({ id }) => id);

async function proposal({ desk }: DeskApp): Promise<Proposal> {
  const { body } = await desk("ana", "GET", "/orders");
  return (body as unknown as { orders: Proposal[] }).orders.find((one) => one.article === article.id)!;
}

/** The titles of the steps that somebody is shown who says that none helps. */
async function shownTo(service: DeskApp, count: number): Promise<string[]> {
  const person = await visitor(service);
  await person.say("Spotify says error 502 on Windows");
  for (let step = 1; step < count; step += 1) await person.say("still broken");
  return (await person.lines()).flatMap((line) => /\*\*Step \d+ of \d+ · (.+?)\*\*/.exec(line)?.[1] ?? []);
}

const titleOf = (id: string): string => article.steps.find((step) => step.id === id)!.title.en;

/** People whom the first steps do not help, and whom one step cures. */
async function curedBy(service: DeskApp, cure: string, people: number): Promise<void> {
  for (let talk = 0; talk < people; talk += 1) {
    const person = await visitor(service);
    await person.say("Spotify says error 502 on Windows");
    for (let step = 0; step < authored.length; step += 1) {
      const { activities } = await person.newest(1);
      if (activities.at(-1)?.includes(titleOf(cure))) break;
      await person.say("still broken");
    }
    await person.say("yes it works now");
  }
}

test("an order that leads approve is the guide's until they take it back, and survives a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orders-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { DATABASE_URL: `sqlite:${folder}/assistant.db`, DESK_TIME_ZONE: "UTC", DESK_LEADS: "ana" };
  const before = await useDeskApp(env);
  expect(await proposal(before)).toMatchObject({ isChanged: false, inForce: authored, approved: null });
  await curedBy(before, "clear-cache", 16);
  const found = await proposal(before);
  expect(found.isChanged).toBe(true);
  expect(found.minutes.proposed).toBeLessThan(found.minutes.inForce);
  const order = found.order.map(({ step }) => step);
  expect(order.indexOf("clear-cache")).toBeLessThan(authored.indexOf("clear-cache"));
  const path = `/orders/${article.id}`;
  expect((await before.desk("ben", "POST", `${path}/approve`, { order })).status).toBe(403);
  expect((await before.desk("ana", "POST", `${path}/approve`, { order })).status).toBe(200);
  expect(await proposal(before)).toMatchObject({
    isChanged: false,
    inForce: order,
    approved: { by: "ana", isAuthors: false },
  });
  expect(await shownTo(before, 3)).toEqual(order.slice(0, 3).map(titleOf));
  await before.stop();
  const service = await useDeskApp(env);
  expect(await shownTo(service, 3)).toEqual(order.slice(0, 3).map(titleOf));
  await service.desk("ana", "POST", `${path}/roll-back`);
  expect(await proposal(service)).toMatchObject({ inForce: authored, isChanged: true, approved: { isAuthors: true } });
  expect(await shownTo(service, 3)).toEqual(authored.slice(0, 3).map(titleOf));
  const { body } = await service.desk("ana", "GET", "/audit");
  expect(body.entries.map(({ what }) => what)).toEqual(expect.arrayContaining(["order-approved", "order-rolled-back"]));
});

test("no order puts a step that destroys something, or one that only looks, further to the front", async () => {
  const { desk } = await useDeskApp({ DESK_TIME_ZONE: "UTC", DESK_LEADS: "ana" });
  const destructive = article.steps.find(({ asksFirst }) => asksFirst)!.id;
  const looking = article.steps.findLast(({ observation }) => observation)!.id;
  const moved = (id: string): string[] => [id, ...authored.filter((one) => one !== id)];
  const orders = [moved(destructive), moved(looking), authored.slice(1), [...authored, authored[0]!], ["another"]];
  for (const order of orders) {
    const { status, body } = await desk("ana", "POST", `/orders/${article.id}/approve`, { order });
    expect([status, body.error.code]).toEqual([400, "BadRequest"]);
  }
  expect((await desk("ana", "POST", "/orders/another/approve", { order: authored })).status).toBe(404);
});
