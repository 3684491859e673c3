import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";

import { makeDatabase } from "../storage/support/postgres.ts";
import { type DeskApp, useDeskApp } from "../support/desk-app.ts";
import type { StubAnswer } from "../support/stub-connector.ts";
import { teamsPerson } from "../support/teams-person.ts";
import { waitFor } from "./event-stream.ts";

/** What a node says to balancers, operators and agents of channels that take nothing. */
async function saysOf({ base, desk }: DeskApp) {
  const ready = await fetch(`${base}/readyz`);
  const { degraded, warnings } = (await ready.json()) as { degraded: boolean; warnings: { channels?: string } };
  const metrics = await (await fetch(`${base}/metrics`)).text();
  return {
    status: ready.status,
    degraded,
    reason: warnings.channels?.replace(/\d{4}-\S+Z/, "then"),
    gauge: /^assistant_failing_seconds\{remote="msteams"\} \d/m.test(metrics),
    banner: (await desk("ana", "GET", "/channels")).body.failing.map(({ channel }) => channel),
  };
}

const well = { status: 200, degraded: false, reason: undefined, gauge: false, banner: [] };
const failing = (reason: string) => ({
  status: 200,
  degraded: true,
  reason: `msteams has taken nothing since then: ${reason}`,
  gauge: true,
  banner: ["msteams"],
});

/** An address of this machine at which nothing listens. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/** Two nodes, and somebody in Teams who writes to the first; the second delivers nothing itself. */
async function twoNodes() {
  const settings = { DATABASE_URL: await makeDatabase() };
  const nodes = [await useDeskApp(settings), await useDeskApp(settings)] as const;
  const ida = await teamsPerson(nodes[0]);
  const both = () => Promise.all(nodes.map(saysOf));
  /** Both say the same, sooner or later. */
  const say = (expected: object): Promise<unknown> =>
    waitFor(async () => {
      const said = JSON.stringify(await both());
      return said === JSON.stringify([expected, expected]) ? true : undefined;
    });
  /** Lets seconds pass until both say that something is wrong. */
  const isNoticed = (): Promise<unknown> =>
    waitFor(async () => {
      for (const node of nodes) node.forward(1_000);
      return (await both()).every(({ degraded }) => degraded) ? true : undefined;
    });
  return { ida, both, say, isNoticed };
}

const outages: readonly (readonly [StubAnswer, string])[] = [
  [{ status: 502 }, "the channel answered 502"],
  [{ status: 401 }, "the channel answered 401"],
  ["reset", "the channel cannot be reached (UND_ERR_SOCKET)"],
];

test("while a channel errs, refuses the secret, breaks off or is gone, every node says so at readyz, still 200, at the desk and in its gauge, until anything gets through", async () => {
  const { ida, both, say, isNoticed } = await twoNodes();
  for (const [answer, reason] of outages) {
    expect(await both()).toEqual([well, well]);
    ida.teams.refuses = () => answer;
    await ida.say("I want to talk to a person");
    await isNoticed();
    expect(await both()).toEqual([failing(reason), failing(reason)]);
    ida.teams.refuses = () => undefined;
    await say(well);
  }
  await ida.post({ type: "message", text: "hello?", serviceUrl: await deadAddress() });
  await isNoticed();
  const reason = "the channel cannot be reached (ECONNREFUSED)";
  expect(await both()).toEqual([failing(reason), failing(reason)]);
  // From where the channel is reached now.
  await ida.say("are you there?");
  await say(well);
});
