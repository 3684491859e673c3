import { lineOf, type Row } from "./understanding-bench.ts";
import { type Measured, median, type Spread, spreadOf } from "./measure.ts";
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
  agentsEcho: "(a) agents-hosting's echo, reply posted",
  turn: "(b) our turn, reply posted",
  turnNormal: "(b) the same, DURABILITY=normal",
  echoExpectReplies: "(a) the echo bot, expectReplies",
  agentsEchoExpectReplies: "(a) agents-hosting's echo, expectReplies",
  turnExpectReplies: "(c) our turn, expectReplies",
  turnDirectLine: "(d) our turn on Direct Line, by stream",
  restify: "(e) raw restify",
  floor: "(f) the floor: durable rows, no library",
  turnLifelike: "(g) Direct Line, lifelike lines",
  alone: "(h) one person alone, by stream",
  openLoop: "(i) 50 messages a second, easy lines",
  openLoopLifelike: "(i) 50 messages a second, lifelike",
};

/** The lines for people. */
export function tableOf({ machine, turns, startUp, stored, nodes, understanding }: Results): string[] {
  const { cores, cpu, memoryGb, node, pinned } = machine;
  return [
    `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}${pinned ? ", service on core 0, load on core 1" : ", not pinned"}`,
    "",
    row("", "CPU µs/turn", "of rounds", "turns/s", "p50 ms", "p99 ms"),
    ...Object.entries(names).flatMap(([key, name]) => measuredRow(name, turns.get(key))),
    ...(turns.size > 0 ? ["", ...ratioLines(turns)] : []),
    "",
    ...(startUp ? [`start-up ${whole(startUp.startedInMs)} ms, memory then ${whole(startUp.rss)} MB`] : []),
    ...stored.map(
      ({ conversations, startedInMs, rss, rssAfter, bytesPerConversation, sweptInMs, turn }) =>
        `${conversations} conversations stored: ${whole(bytesPerConversation)} bytes each, start-up ${whole(startedInMs)} ms, memory ${whole(rss)} MB, after the turns ${whole(rssAfter)} MB, turn ${whole(turn.cpu)} µs, p99 ${whole(turn.p99)} ms, sweep ${whole(sweptInMs)} ms`,
    ),
    ...nodes.map(
      ({ nodes: count, fsync, turn }) =>
        `${count} nodes on PostgreSQL, fsync ${fsync}: turn ${whole(turn.cpu)} µs (${rangeOf(turn)}) and ${whole(turn.counts["databaseCpu"] ?? Number.NaN)} µs in the database, ${(turn.counts["transactions"] ?? Number.NaN).toFixed(1)} transactions, ${whole(turn.counts["walBytes"] ?? Number.NaN)} bytes of WAL, ${whole(turn.turnsPerSecond)} turns/s, p99 ${whole(turn.p99)} ms`,
    ),
    ...(understanding ?? []).map((one) => `understanding: ${lineOf(one)}`),
  ];
}

/**
 * The line for programs. Ratios are of processor time in the same run; at most 1 means: no dearer than the echo bot.
 */
export function jsonOf(results: Results): string {
  const { turns, ...rest } = results;
  return JSON.stringify({
    ratios: Object.fromEntries(ratiosOf(turns).map(({ name, ratio, spread }) => [name, { ratio, spread }])),
    turns: Object.fromEntries(turns),
    ...rest,
  });
}

/** What is compared, by the names of the scenarios. */
const comparisons = {
  turnCpuVsEcho: ["turn", "echo"],
  turnCpuVsAgentsEcho: ["turn", "agentsEcho"],
  turnNormalCpuVsEcho: ["turnNormal", "echo"],
  turnExpectRepliesCpuVsEcho: ["turnExpectReplies", "echoExpectReplies"],
  turnDirectLineCpuVsEcho: ["turnDirectLine", "echo"],
  turnDirectLineCpuVsFloor: ["turnDirectLine", "floor"],
  lifelikeCpuVsEasy: ["turnLifelike", "turnDirectLine"],
} as const;
/** The same without what the transformer's thread took. */
const withoutTransformer = "lifelikeCpuVsEasyWithoutTransformer";

type Ratio = { name: string; ratio: number; spread: Spread };

/** Medians of the ratio of each round, which what else the machine does leaves alone. */
function ratiosOf(turns: ReadonlyMap<string, Measured>): Ratio[] {
  const compared = Object.entries(comparisons).flatMap(([name, [one, other]]) =>
    ratioOf(name, turns.get(one)?.cpuOfRounds, turns.get(other)?.cpuOfRounds),
  );
  const [lifelike, easy] = comparisons.lifelikeCpuVsEasy.map((name) => turns.get(name)?.cpuWithoutTransformer);
  return [...compared, ...ratioOf(withoutTransformer, lifelike, easy)];
}

function ratioOf(name: string, ours: readonly number[] | undefined, theirs: readonly number[] | undefined): Ratio[] {
  if (!ours || !theirs) return [];
  const ratios = ours.map((cpu, at) => cpu / (theirs[at] ?? Number.NaN));
  const [low, high] = spreadOf(ratios);
  return [{ name, ratio: round(median(ratios)), spread: [round(low), round(high)] }];
}

function ratioLines(turns: ReadonlyMap<string, Measured>): string[] {
  const ratios = ratiosOf(turns).map(({ name, ratio, spread }) => `${name} ${ratio} (${spread.join("–")})`);
  const transformerTexts = ["turnDirectLine", "turnLifelike", "openLoopLifelike"].flatMap((name) => {
    const counts = turns.get(name)?.counts;
    if (!counts) return [];
    const shares = ["Given", "Remembered", "Dropped"].map(
      (what) => `${round(counts[`texts${what}`] ?? 0)} ${what.toLowerCase()}`,
    );
    return [
      `${name}: texts for the transformer a turn ${shares.join(", ")}; ${whole(counts["transformerCpu"] ?? 0)} µs for them`,
    ];
  });
  return [...ratios, ...transformerTexts];
}

function rangeOf({ spread }: Measured): string {
  return spread.cpu.map(whole).join("–");
}

function measuredRow(name: string, measured: Measured | undefined): string[] {
  return measured
    ? [
        row(
          name,
          whole(measured.cpu),
          rangeOf(measured),
          whole(measured.turnsPerSecond),
          measured.p50.toFixed(1),
          measured.p99.toFixed(1),
        ),
      ]
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
