import type { Article, Device, Step } from "./article.ts";
import { devices } from "./article.ts";
import type { Fault } from "./faults.ts";
import type { ParsedFile } from "./load.ts";

/** An article keeps its word: its file is where its id says, and its steps fit into the minutes it promises. */
export function articleFaults(read: ParsedFile<Article>): Fault[] {
  return [...fileNameFaults(read), ...minutesFaults(read)];
}

/** Two articles for the same error of the same brand: which of them is meant could not be told. */
export function rivalFaults(articles: readonly ParsedFile<Article>[]): Fault[] {
  return articles.flatMap((read, index) => {
    const first = articles
      .slice(0, index)
      .find((earlier) => sameFault(earlier.content, read.content) || earlier.content.id === read.content.id);
    if (first === undefined) return [];
    const path = first.content.id === read.content.id ? ["id"] : ["identity", "code"];
    return [
      read.source.faultAt(
        path,
        `claims the same as ${first.source.file}`,
        "join the two articles, or tell their brand, code or id apart",
      ),
    ];
  });
}

function fileNameFaults({ source, content }: ParsedFile<Article>): Fault[] {
  const expected = `articles/${content.id}.yaml`;
  return source.file === expected
    ? []
    : [
        source.faultAt(
          ["id"],
          `'${content.id}' does not fit the file's name`,
          `name the file ${expected} or change the id`,
        ),
      ];
}

/** The steps of each device add up to something that was promised; where nothing can be done they take no time. */
function minutesFaults({ source, content }: ParsedFile<Article>): Fault[] {
  const { least, most } = content.facts.minutes;
  const sumOn = (device: Device): number =>
    content.steps.map((step) => minutesOn(step, device)).reduce((total, minutes) => total + minutes, 0);
  const used = devices.filter((device) => content.steps.some((step) => "instructions" in step.on[device]));
  return [...Map.groupBy(used, sumOn)]
    .filter(([sum]) => sum < least || sum > most)
    .map(([sum, on]) => {
      const fault = `promises ${least} to ${most} minutes, but all steps on ${on.join(", ")} together take ${sum}`;
      return source.faultAt(["facts", "minutes"], fault, "correct the minutes here or those of the steps");
    });
}

function minutesOn(step: Step, device: Device): number {
  const on = step.on[device];
  if (!("instructions" in on)) return 0;
  return on.replaces?.minutes ?? step.minutes;
}

function sameFault(one: Article, other: Article): boolean {
  const names = ({ identity }: Article): string[] => [identity.brand.toLowerCase(), ...identity.brandAliases];
  const codeOf = ({ identity }: Article): string => identity.code.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  return names(one).some((name) => names(other).includes(name)) && codeOf(one) === codeOf(other);
}
