import { describe, expect, test } from "vitest";

import { useDeskApp, visitor, type DeskApp } from "../support/desk-app.ts";

/** A service and the case of somebody who asked for a person. */
async function askedForPerson(): Promise<{ service: DeskApp; id: string }> {
  const service = await useDeskApp();
  const kim = await visitor(service);
  await kim.say("person");
  const { body } = await service.desk("ana", "GET", "/cases?status=waiting");
  return { service, id: body.cases[0]!.id };
}

describe("at the desk", () => {
  test.each([
    ["transfer", { to: "ben" }],
    ["release", {}],
    ["return", {}],
    ["close", { resolution: "sorted out" }],
  ])("a %s whose answer was lost is taken again, and done once", async (command, more) => {
    const { service, id } = await askedForPerson();
    await service.desk("ana", "POST", `/cases/${id}/claim`);
    const send = (key: string) => service.desk("ana", "POST", `/cases/${id}/${command}`, { ...more, key });
    expect([(await send("k1")).status, (await send("k1")).status]).toEqual([200, 200]);
    const { history } = (await service.desk("ana", "GET", `/cases/${id}`)).body;
    expect(history.map(({ what }) => what)).toHaveLength(3);
    // Another command of the same kind is refused as before.
    expect((await send("k2")).status).toBe(409);
  });
});
