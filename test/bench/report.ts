import { lineOf, type Row } from "./understanding-bench.ts";
import type { Measured } from "./measure.ts";
import type { Nodes } from "./nodes.ts";
import type { StartUp } from "./start-up.ts";
import type { Stored } from "./stored.ts";

/** All that was measured in one run. */
export type Results = {
  machine: { cores: number; cpu: string; memoryGb: number; node: string; pinned: boolean };
  turns: ReadonlyMap<string, Measured>;
  startUp: StartUp | null;
  stored: readonly Stored[];
  nodes: readonly Nodes[];
  understanding: readonly Row[] | null;
};

const names: Readonly<Record<string, string>> = {
  echo: "(a) the SDK's echo bot, reply posted",
  turn: "(b) our turn, reply posted",
  turnNormal: "(b) the same, DURABILITY=normal",
  echoExpectReplies: "(a) the echo bot, expectReplies",
  turnExpectReplies: "(c) our turn, expectReplies",
  turnDirectLine: "(d) our turn on Direct Line, by stream",
  restify: "(e) raw restify",
};

/** The lines for people. */
export function tableOf({ machine, turns, startUp, stored, nodes, understanding }: Results): string[] {
  const { cores, cpu, memoryGb, node, pinned } = machine;
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}${pinned ? ", service on core 0, load on core 1" : ", not pinned"}`,
    "",
    row("", "CPU µs/turn", "turns/s", "p50 ms", "p99 ms"),
    ...Object.entries(names).flatMap(([key, name]) => measuredRow(name, turns.get(key))),
    "",
    ...(startUp ? [`start-up ${whole(startUp.startedInMs)} ms, memory then ${whole(startUp.rss)} MB`] : []),
    ...stored.map(
      ({ conversations, startedInMs, rss, rssAfter, bytesPerConversation, sweptInMs, turn }) =>
        `${conversations} conversations stored: ${whole(bytesPerConversation)} bytes each, start-up ${whole(startedInMs)} ms, memory ${whole(rss)} MB, after the turns ${whole(rssAfter)} MB, turn ${whole(turn.cpu)} µs, p99 ${whole(turn.p99)} ms, sweep ${whole(sweptInMs)} ms`,
    ),
    ...nodes.map(
      ({ nodes: count, turn }) =>
        `${count} nodes on PostgreSQL: turn ${whole(turn.cpu)} µs, ${whole(turn.turnsPerSecond)} turns/s, p99 ${whole(turn.p99)} ms`,
    ),
    ...(understanding ?? []).map((one) => `understanding: ${lineOf(one)}`),
  ];
}

/**
 * The line for programs. Ratios are of processor time in the same run; at most 1 means: no dearer than the echo bot.
 */
export function jsonOf(results: Results): string {
  const { turns, ...rest } = results;
  const cpu = (name: string): number => turns.get(name)?.cpu ?? Number.NaN;
  return JSON.stringify({
    turnCpuVsEcho: round(cpu("turn") / cpu("echo")),
    turnNormalCpuVsEcho: round(cpu("turnNormal") / cpu("echo")),
    turnExpectRepliesCpuVsEcho: round(cpu("turnExpectReplies") / cpu("echoExpectReplies")),
    turnDirectLineCpuVsEcho: round(cpu("turnDirectLine") / cpu("echo")),
    turns: Object.fromEntries(turns),
    ...rest,
  });
}

function measuredRow(name: string, measured: Measured | undefined): string[] {
  return measured
    ? [row(name, whole(measured.cpu), whole(measured.turnsPerSecond), measured.p50.toFixed(1), measured.p99.toFixed(1))]
    : [];
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(42) + cells.map((cell) => cell.padStart(13)).join("");
}

function whole(value: number): string {
  return String(Math.round(value));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
