import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { type Mutant, mutantsOf, mutated } from "./mutate.ts";
import { missingIn, type Target, targets } from "./targets.ts";
import { type Bench, copyTree, openBench } from "./trial.ts";

/**
 * `node test/mutation/mutate-command.ts [SOURCE…] [--json] [--sample 20 --seed 1] [--without-postgres]`: changes one
 * operator of a source at a time, in a copy, and runs the tests that ought to notice. Prints how many were noticed and
 * which were not; with `--json` the same as one line. `--sample`: so many mutants of a source at most, chosen by the
 * seed. `--without-postgres` leaves out the tests that need a server. Ends with 1 where the tests fail by themselves.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    "without-postgres": { type: "boolean", default: false },
  },
});

type Survivor = { path: string; line: number; was: string; instead: string };
type Score = { path: string; mutants: number; killed: number; hung: number; survived: number };

const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`));
const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 100);

const chosen = targets
  .map((target) => ({
    rounds: target.rounds.filter(({ postgres }) => !(postgres && values["without-postgres"])),
    sources: target.sources.filter(
      (path) => positionals.length === 0 || positionals.some((part) => path.includes(part)),
    ),
  }))
  .filter(({ sources }) => sources.length > 0);
const missing = missingIn(chosen);
if (chosen.length === 0)
  throw new Error(`No source of test/mutation/targets.ts is named like ${positionals.join(" or ")}.`);
if (missing.length > 0)
  throw new Error(`test/mutation/targets.ts names files that are not there: ${missing.join(", ")}.`);

/** A source's mutants, or a sample of them in their order. */
function chosenOf(path: string, mutants: Mutant[]): Mutant[] {
  if (values.sample === undefined) return mutants;
  const rank = ({ start, instead }: Mutant): string =>
    createHash("sha256").update(`${values.seed} ${path} ${start} ${instead}`).digest("hex");
  const ranked = mutants.toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
  return ranked.slice(0, Number(values.sample)).toSorted((one, other) => one.start - other.start);
}

/** Puts each of these into the copy in turn, and gives those that no test noticed. */
async function unnoticed(
  bench: Bench,
  path: string,
  mutants: readonly Mutant[],
  count: (kind: "killed" | "hung") => void,
): Promise<Mutant[]> {
  const from = readFileSync(path, "utf8");
  const left: Mutant[] = [];
  for (const [at, mutant] of mutants.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${path}: ${at + 1} of ${mutants.length} `);
    const { kind } = await bench.judge(path, { from, to: mutated(from, mutant) });
    if (kind === "survived") left.push(mutant);
    else count(kind);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return left;
}

async function tryTarget(
  folder: string,
  { sources, rounds }: Target,
): Promise<{ scores: Score[]; survivors: Survivor[] }> {
  const scores = sources.map((path) => ({ path, mutants: 0, killed: 0, hung: 0, survived: 0 }));
  const left = new Map(sources.map((path) => [path, chosenOf(path, mutantsOf(path, readFileSync(path, "utf8")))]));
  for (const score of scores) score.mutants = left.get(score.path)?.length ?? 0;
  for (const tests of rounds) {
    if ([...left.values()].every(({ length }) => length === 0)) continue;
    const bench = openBench(folder, tests);
    try {
      say(`  ${tests.files.join(" ")}: ${Math.round(await bench.measure())} ms a run`);
      for (const score of scores)
        left.set(
          score.path,
          await unnoticed(bench, score.path, left.get(score.path) ?? [], (kind) => (score[kind] += 1)),
        );
    } finally {
      await bench.close();
    }
  }
  for (const score of scores) score.survived = left.get(score.path)?.length ?? 0;
  const survivors = [...left].flatMap(([path, mutants]) =>
    mutants.map(({ line, was, instead }) => ({ path, line, was: oneLine(was), instead: oneLine(instead) })),
  );
  return { scores, survivors };
}

const percent = ({ mutants, survived }: Pick<Score, "mutants" | "survived">): number =>
  mutants === 0 ? 100 : Math.round((1 - survived / mutants) * 1_000) / 10;
const rowOf = (score: Score): string =>
  `${score.path.padEnd(36)} ${[score.mutants, score.killed, score.hung, score.survived].map((count) => String(count).padStart(8)).join("")} ${percent(score).toFixed(1).padStart(7)} %`;

const { folder, remove } = copyTree();
const scores: Score[] = [];
const survivors: Survivor[] = [];
try {
  for (const target of chosen) {
    say(target.sources.join(" "));
    const tried = await tryTarget(folder, target);
    scores.push(...tried.scores);
    survivors.push(...tried.survivors);
    for (const score of tried.scores) say(`  ${rowOf(score)}`);
  }
} finally {
  remove();
}
const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
const all = {
  path: "all",
  mutants: sum((one) => one.mutants),
  killed: sum((one) => one.killed),
  hung: sum((one) => one.hung),
  survived: sum((one) => one.survived),
};
say(
  `\n${"source".padEnd(36)} ${["mutants", "failed", "hung", "survived"].map((name) => name.padStart(8)).join("")}   noticed`,
);
for (const score of [...scores, all]) say(rowOf(score));
say(survivors.length > 0 ? "\nNo test noticed:" : "\nEvery mutant was noticed.");
for (const { path, line, was, instead } of survivors)
  say(`${path}:${line}  ${was}  ->  ${instead === "" ? "(left out)" : instead}`);
if (values.json)
  process.stdout.write(
    `${JSON.stringify({ score: percent(all), files: scores.map((one) => ({ ...one, score: percent(one) })), survivors })}\n`,
  );
