import { expect, test } from "vitest";

import { useDeskApp, visitor, type DeskApp } from "../support/desk-app.ts";

const minute = 60_000;

/** Somebody who asked for a person, and their case. */
async function waiting(service: DeskApp) {
  const person = await visitor(service);
  await person.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  return { ...person, id: body.cases.at(-1)?.id ?? "" };
}

test("who waits is told how many are ahead, and that changes as others are taken or leave", async () => {
  const service = await useDeskApp();
  const nobody = await visitor(service);
  expect(await nobody.queuePlace()).toBeNull();
  const first = await waiting(service);
  service.forward(1_000);
  const second = await waiting(service);
  service.forward(1_000);
  const third = await waiting(service);
  expect(await first.queuePlace()).toMatchObject({ case: first.id, ahead: 0 });
  expect(await third.queuePlace()).toMatchObject({ case: third.id, ahead: 2, staffed: true });
  await service.desk("ana", "POST", `/cases/${first.id}/claim`, {});
  expect(await first.queuePlace()).toBeNull();
  expect(await third.queuePlace()).toMatchObject({ ahead: 1 });
  await second.say("never mind the person");
  expect(await third.queuePlace()).toMatchObject({ ahead: 0 });
});

test("a usual waiting time is told once enough people have waited, and only while somebody is there", async () => {
  const service = await useDeskApp();
  for (const minutes of [2, 3, 4, 5, 20]) {
    const { id } = await waiting(service);
    service.forward(minutes * minute);
    expect((await service.desk("ana", "POST", `/cases/${id}/claim`, {})).status).toBe(200);
  }
  const next = await waiting(service);
  expect(await next.queuePlace()).toEqual({ case: next.id, ahead: 0, usualSeconds: 240, staffed: true });
  service.forward(10 * minute);
  expect(await next.queuePlace()).toMatchObject({ usualSeconds: null, staffed: false });
});
