import { entryIdOf } from "../../src/desk/case-commands.ts";
import type { Chance } from "./chance.ts";
import { type Ask, pause } from "./probe.ts";

/** Who sits at the desk. */
export const agentNames = ["ana", "ben", "cem"] as const;
/** What an agent signs in with. */
export const tokenOf = (agent: string): string => `${agent}-token-of-chaos`;

/** One thing an agent did, or tried to. `id` is its entry's in the case's history. */
export type AgentCommand = {
  id: string;
  agent: string;
  number: string;
  kind: Kind;
  text: string;
  outcome: "acknowledged" | "refused" | "open";
};
type Kind = "claim" | "messages" | "transfer" | "release" | "return" | "close";
/** All commands in the order of each agent. */
export type AgentCommands = AgentCommand[];

type Case = { id: string; status: string; assignee: string | null };
export type Agent = {
  name: string;
  ask: Ask;
  chance: Chance;
  thinkMs: number;
  commands: AgentCommands;
  isOver: () => boolean;
};

/** Takes waiting cases and works on them until it is over; goes on with those that others transferred. */
export async function workAtDesk(agent: Agent): Promise<void> {
  while (!agent.isOver()) {
    const mine = (await casesOf(agent, "active")).filter(({ assignee }) => assignee === agent.name);
    const waiting = mine.length > 2 ? [] : await casesOf(agent, "waiting");
    const number = [...mine, ...waiting].map(({ id }) => id)[agent.chance.below(mine.length + waiting.length)];
    if (number !== undefined && (mine.some(({ id }) => id === number) || (await act(agent, number, "claim"))))
      await handle(agent, number);
    await pause(agent.chance.below(agent.thinkMs));
  }
}

async function casesOf({ ask, name }: Agent, status: string): Promise<readonly Case[]> {
  const { text } = await ask(`/api/desk/cases?status=${status}`, { method: "GET", token: tokenOf(name) });
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

/** A few words, and what comes of it. */
async function handle(agent: Agent, number: string): Promise<void> {
  const { chance } = agent;
  const words = 1 + chance.below(3);
  for (let word = 1; word <= words; word++) {
    if (!(await act(agent, number, "messages", `This is ${agent.name}'s word ${agent.commands.length} about it.`)))
      return;
    await pause(chance.below(agent.thinkMs));
  }
  const end = chance.next();
  if (end < 0.4) await act(agent, number, "close", "sorted out");
  else if (end < 0.6) await act(agent, number, "return");
  else if (end < 0.75) await act(agent, number, "release");
  else if (end < 0.9)
    await act(agent, number, "transfer", chance.one(agentNames.filter((name) => name !== agent.name)));
}

/** Does it, however often it has to be sent, always with the same key; false where the desk says no. */
async function act({ name, ask, commands }: Agent, number: string, kind: Kind, text = ""): Promise<boolean> {
  const key = `${name} ${commands.length}`;
  const command: AgentCommand = {
    id: entryIdOf({ number, agent: name, key }),
    agent: name,
    number,
    kind,
    text,
    outcome: "open",
  };
  commands.push(command);
  const bodies = { messages: { text }, transfer: { to: text }, close: { resolution: text } } as Partial<
    Record<Kind, object>
  >;
  const { status } = await ask(`/api/desk/cases/${number}/${kind}`, {
    body: { key, ...bodies[kind] },
    token: tokenOf(name),
  });
  if (status !== 200 && status !== 404 && status !== 409) throw new Error(`the desk answered ${status} to ${kind}`);
  command.outcome = status === 200 ? "acknowledged" : "refused";
  return status === 200;
}
