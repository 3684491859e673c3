import { join } from "node:path";
import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import type { CaseLogEntry } from "../../src/conversation/case-ports.ts";
import type { InboundMessage } from "../../src/conversation/ports.ts";
import { createRecord } from "../desk/integrations/recorded.ts";
import { openStage } from "../desk/integrations/stage.ts";
import { temporaryFolder } from "../storage/support/databases.ts";
import type { AgentCommand, AgentCommands } from "./agents.ts";
import { checkConversation, type Known } from "./check.ts";
import type { Found } from "./found.ts";
import type { HubActivity } from "./faulty-hub.ts";
import type { Said } from "./people.ts";
import { leftoversOf } from "./leftovers.ts";
import { createReplay } from "./replay.ts";

const replay = createReplay();
const number = "CASE1";
const conversation = "kims";
let stage: Awaited<ReturnType<typeof openStage>>;
let url: string;
let said: Said;
let commands: AgentCommands;
let received: HubActivity[];

/** Somebody asks for a person; ana answers, and hands over to ben, who ends it. The other help desk receives all of it. */
beforeEach(async () => {
  nock.cleanAll();
  received = [];
  commands = [];
  said = { conversation, opened: false, groups: [], resent: 0 };
  nock("https://hub.example.com")
    .persist()
    .post("/handoff")
    .reply(
      202,
      createRecord("").answering((body) => (received.push(body as HubActivity), {})),
    );
  url = `sqlite:${join(temporaryFolder(), "store.db")}`;
  stage = await openStage(
    { handoff: { url: "https://hub.example.com/handoff", secret: "a-secret-for-the-hub" } },
    { url },
  );
  await say("Spotify says error 502 on my windows laptop");
  await say("my address is marker-of-kim");
  await say("person");
  await does("ana", "claim");
  await does("ana", "messages", "What do you see?");
  await say("a red lamp");
  await does("ana", "transfer", "ben");
  await does("ben", "messages", "Which one?");
  await say("the left one");
  await does("ben", "close");
  await stage.delivered();
});

async function say(text: string): Promise<void> {
  const id = `m${said.groups.length}`;
  said.groups.push([{ id, conversation, at: 0, input: { kind: "said", text, attachments: 0 } }]);
  await stage.say(text, id);
}

async function does(agent: string, kind: AgentCommand["kind"], text = ""): Promise<void> {
  const command = {
    claim: { kind: "claim" },
    messages: { kind: "say", text },
    transfer: { kind: "transfer", to: text },
    release: { kind: "release" },
    return: { kind: "return" },
    close: { kind: "close", resolution: text, ended: "resolved" },
  } as const;
  await stage.act(number, agent, command[kind]);
  const { id } = (await historyNow()).at(-1)!;
  commands.push({ id, agent, number, kind, text, outcome: "acknowledged" });
}

const historyNow = async (): Promise<readonly CaseLogEntry[]> => stage.store.cases.history(number);

async function check(change: Partial<Known> & { history?: readonly CaseLogEntry[] } = {}): Promise<Found> {
  const found = await stage.store.cases.get(number);
  const cases = found ? [{ case: found, history: change.history ?? (await historyNow()) }] : [];
  return checkConversation(
    stage.store,
    { said, delivered: null, seen: null, cases, commands, hub: () => received, ...change },
    replay,
    3,
  );
}

const well = { lost: [], doubled: [], disordered: [], differing: [], hubRepeats: 0 };

test("a case that went well is found so, whatever came twice to the other help desk", async () => {
  expect(await check()).toMatchObject({ ...well, turns: 10 });
  received.push(received[1]!);
  expect(await check()).toMatchObject({ ...well, hubRepeats: 1 });
});

describe("the check of chaos finds", () => {
  test("an agent's word that was acknowledged and is nowhere", async () => {
    const gone: AgentCommand = { ...commands[1]!, id: "gone", text: "Anything else?" };
    expect((await check({ commands: [...commands, gone] })).lost).toEqual(
      expect.arrayContaining([expect.stringContaining("ana's messages to CASE1")]),
    );
  });

  test("a command that was refused and done all the same, and one that nobody did", async () => {
    expect(
      (await check({ commands: commands.map((command) => ({ ...command, outcome: "refused" as const })) })).doubled,
    ).toHaveLength(commands.length);
    expect((await check({ commands: commands.toSpliced(1, 1) })).doubled[0]).toContain(
      "ana never did what is noted as said",
    );
  });

  test("an agent's words in another order than they were sent in", async () => {
    const [first, second] = [commands[0]!, commands[1]!];
    expect((await check({ commands: [second, first, ...commands.slice(2)] })).disordered).toEqual([
      expect.stringContaining("ana's claim to CASE1"),
    ]);
  });

  test("two agents who had the case at once", async () => {
    const history = await historyNow();
    const twice = history.flatMap((entry) => (entry.what === "transferred" ? [] : [entry]));
    expect((await check({ history: twice })).differing).not.toEqual([]);
    const other = history.map((entry) => (entry.what === "transferred" ? { ...entry, who: "cem" } : entry));
    expect((await check({ history: other })).doubled).toEqual([
      expect.stringContaining("cem dealt with CASE1, which ana had"),
    ]);
  });

  test("a word that another conversation's agent would have said", async () => {
    const other = commands.map((command) =>
      command.text === "Which one?" ? { ...command, text: "Which lamp?" } : command,
    );
    expect((await check({ commands: other })).differing).toEqual([expect.stringContaining("Which lamp?")]);
  });

  test("calls that the other help desk never received, in another order, or that nobody sent", async () => {
    const at = received.findIndex(({ text }) => text === "a red lamp");
    expect((await check({ hub: () => received.toSpliced(at, 1) })).lost).toEqual([
      expect.stringContaining("never heard of 1 of"),
    ]);
    expect((await check({ hub: () => received.toReversed() })).disordered).not.toEqual([]);
    expect((await check({ hub: () => [...received, { ...received[at]!, id: "stray" }] })).doubled).toEqual([
      expect.stringContaining("which nobody said"),
    ]);
    expect((await check({ hub: () => received.filter(({ type }) => type !== "endOfConversation") })).differing).toEqual(
      [expect.stringContaining("is closed")],
    );
  });
});

describe("of somebody who had their data deleted", () => {
  async function erase(): Promise<void> {
    await say("thanks");
    await say("delete my data");
    const { saved } = await stage.store.turnStore.load(conversation);
    const confirm: InboundMessage = {
      id: "yes",
      conversation,
      at: 0,
      input: { kind: "pressed", press: saved!.offered[0]!.press, text: "Yes, delete everything" },
    };
    said.groups.push([confirm]);
    said.erasing = { marker: "marker-of-kim", confirms: ["yes"] };
    await stage.send(confirm);
  }

  test("nothing is found but what came after it", async () => {
    await erase();
    await say("spotify error 502");
    await stage.delivered();
    expect(await check()).toMatchObject(well);
    expect(await leftoversOf(url, ["marker-of-kim"])).toEqual([]);
  });

  test("what is still there is found in its table", async () => {
    said.erasing = { marker: "marker-of-kim", confirms: ["yes"] };
    expect((await check()).lost).toEqual([expect.stringContaining("the store still has it")]);
    expect((await leftoversOf(url, ["marker-of-kim", "marker-of-ben"])).join()).toMatch(
      /^marker-of-kim .* in transcript/,
    );
  });
});
