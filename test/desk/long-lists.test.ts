import { expect, test } from "vitest";

import { useDeskApp, visitor, type Answered, type DeskApp } from "../support/desk-app.ts";
import { newCase, referenceOf, said, turnOf } from "../storage/support/turns.ts";

/** A conversation of this many lines, with a case. */
async function longCase({ app }: DeskApp, number: string, lines: number, at = 1_000): Promise<void> {
  const conversation = `talk of ${number}`;
  const { turnStore } = app.store;
  await turnStore.accept(referenceOf(conversation), said(conversation, "m1"));
  await turnStore.commit(
    turnOf(conversation, 0, "m1", {
      newCase: { ...newCase, number },
      lines: Array.from({ length: lines - 1 }, (_, index) => ({
        from: "assistant",
        id: `line ${index}`,
        text: `line ${index}`,
        at: at + index,
      })),
    }),
  );
}

const textsOf = ({ transcript }: Answered): string[] => transcript.map(({ text }) => text);

test("a case comes with its newest 200 lines, oldest first, and a cursor to the ones before until there are none", async () => {
  const service = await useDeskApp();
  await longCase(service, "C-1", 450);
  const newest = (await service.desk("ana", "GET", "/cases/C-1")).body;
  expect(textsOf(newest)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index + 249}`));
  const before = (await service.desk("ana", "GET", `/cases/C-1?before=${newest.earlier}`)).body;
  expect(textsOf(before)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index + 49}`));
  const first = (await service.desk("ana", "GET", `/cases/C-1?before=${before.earlier}`)).body;
  expect(textsOf(first)).toEqual(["text of m1", ...Array.from({ length: 49 }, (_, index) => `line ${index}`)]);
  expect(first.earlier).toBeNull();
  expect((await service.desk("ana", "GET", "/cases/C-1?before=x")).status).toBe(400);
});

test("a case of 200 lines has none before them; what came since a line comes alone", async () => {
  const service = await useDeskApp();
  await longCase(service, "C-1", 200);
  const { body } = await service.desk("ana", "GET", "/cases/C-1");
  expect([body.transcript.length, body.earlier]).toEqual([200, null]);
  const since = (await service.desk("ana", "GET", "/cases/C-1?after=198")).body;
  expect([textsOf(since), since.earlier]).toEqual([["line 197", "line 198"], null]);
});

test("lists say how many cases there are in all, and go on page by page without leaving one out", async () => {
  const service = await useDeskApp();
  for (let at = 0; at < 205; at++) await longCase(service, `C-${at}`, 1);
  const first = (await service.desk("ana", "GET", "/cases?status=waiting")).body;
  expect([first.cases.length, first.total]).toEqual([200, 205]);
  const rest = (
    await service.desk("ana", "GET", `/cases?status=waiting&before=${encodeURIComponent(first.more ?? "")}`)
  ).body;
  expect([rest.cases.length, rest.total, rest.more]).toEqual([5, 205, null]);
  expect(new Set([...first.cases, ...rest.cases].map(({ id }) => id)).size).toBe(205);
  expect((await service.desk("ana", "GET", "/cases")).body.total).toBe(205);
  expect((await service.desk("ana", "GET", "/search?q=502")).body).toMatchObject({ total: 205 });
  expect((await service.desk("ana", "GET", "/cases?status=closed")).body).toMatchObject({ total: 0, more: null });
});

test("a long conversation of web chat opens at its newest lines when the page asks so, and gives earlier ones", async () => {
  const service = await useDeskApp();
  const kim = await visitor(service);
  for (let at = 0; at < 30; at++) await kim.say(`word ${at}`);
  const all = await kim.lines();
  const { earlier, activities } = await kim.newest(20);
  expect(activities).toEqual(all.slice(-20));
  expect(await kim.before(earlier ?? "", 20)).toMatchObject({ activities: all.slice(-40, -20) });
  expect(await kim.before("3", 20)).toEqual({ activities: all.slice(0, 2), earlier: null });
});
