import { type Command, InvalidArgumentError, Option } from "commander";

import type { ArticleOrderOptions } from "./article-order.ts";
import { CommandError } from "./command-error.ts";
import { describeUse } from "./describe-use.ts";
import { runDevelopmentScript } from "./development-commands.ts";
import type { UnderstandOptions } from "./understand.ts";

/** The commands for people who write articles and phrasings. */
export function addAuthorCommands(program: Command): void {
  addUnderstand(program);
  describeUse(program.command("train"), {
    summary: "train the understanding after phrasings changed",
    description: "Learns from the phrasings and writes the model that is checked in. Takes about half a minute.",
    examples: ["npx assistant train"],
  }).action(async () => (await import("./train.ts")).train());
  addArticle(program);
  const knowledge = describeUse(program.command("knowledge"), {
    summary: "check all articles and phrasings",
    description: "The knowledge as a whole.",
    examples: ["npx assistant knowledge check"],
  });
  describeUse(knowledge.command("check"), {
    summary: "check every article and phrasing",
    description: "Checks every file: schema, links between ids, every device covered. Names file, path and fault.",
    examples: ["npx assistant knowledge check", "npx assistant knowledge check OTHER/DIRECTORY"],
  })
    .argument("[directory]", "another directory with articles and phrasings")
    .action(async (directory?: string) => (await import("./knowledge-check.ts")).checkKnowledgeDirectory(directory));
  describeUse(program.command("manifest"), {
    summary: "make the Teams app's package",
    description: "Writes dist/teams-app.zip from MicrosoftAppId and PUBLIC_URL, checked against the official schema.",
    examples: ["MicrosoftAppId=… PUBLIC_URL=https://help.example.com npx assistant manifest"],
  }).action(() => runDevelopmentScript("manifest", "manifest/pack.ts", []));
}

function addUnderstand(program: Command): void {
  describeUse(program.command("understand"), {
    summary: "say what texts mean",
    description:
      'Reads a JSON object a line from stdin, {"text": string, "awaiting"?: string}, and prints a JSON object a line in the same order. With an option it measures a labelled file instead.',
    examples: [
      `echo '{"text":"error 502 again"}' | npx assistant understand`,
      "npx assistant understand --score lines.jsonl",
    ],
  })
    .addOption(new Option("--score <file>", "accuracy, and recall and precision of each label").conflicts("confusions"))
    .addOption(new Option("--confusions <file>", "what is taken for what, and how honest the confidence is"))
    .addOption(new Option("--train <file>", "learn this labelled file …").conflicts(["score", "confusions"]))
    .addOption(new Option("--test <file>", "… and read this one").conflicts(["score", "confusions"]))
    .action(async (options: UnderstandOptions) => {
      if ((options.train === undefined) !== (options.test === undefined))
        throw new CommandError(
          2,
          "error: --train and --test go together\nUsage: assistant understand --help shows how it is used.",
        );
      await (await import("./understand.ts")).understand(options);
    });
}

function addArticle(program: Command): void {
  const article = describeUse(program.command("article"), {
    summary: "check an article",
    description: "What an author needs for one article.",
    examples: ["npx assistant article check spotify-502"],
  });
  describeUse(article.command("check"), {
    summary: "check one article in everything that depends on it",
    description:
      "Checks the article's file and phrasings, contradictions with other files, how many of its phrasings are understood, its tests, and whether it takes phrasings from others. Ends with 1 on a fault.",
    examples: ["npx assistant article check spotify-502", "npx assistant article check spotify-502 --json"],
  })
    .argument("<id>", "the article's id: its file name in knowledge/articles without .yaml")
    .option("--json", "print one JSON object, for programs")
    .action(async (id: string, options: { json?: boolean }) =>
      (await import("./article-check.ts")).checkArticle(id, options),
    );
  addArticleOrder(article);
}

function addArticleOrder(article: Command): void {
  describeUse(article.command("order"), {
    summary: "propose an order of the steps from what helped",
    description:
      "Reads how the steps went, without whose talks they were, and proposes the order that is expected to cost people the fewest minutes. Changes nothing. With --simulate it tries the learning in made-up worlds instead, and needs no database.",
    examples: ["npx assistant article order spotify-502", "npx assistant article order spotify-502 --simulate"],
  })
    .argument("<id>", "the article's id: its file name in knowledge/articles without .yaml")
    .option("--simulate", "try the learning in made-up worlds")
    .option("--seeds <number>", "how often each world is tried, 1 to 200", wholeUpTo(200), 10)
    .option("--days <number>", "how many days back results count, 1 to 1000", wholeUpTo(1_000), 90)
    .option("--json", "print one JSON object, for programs")
    .action(async (id: string, options: ArticleOrderOptions) =>
      (await import("./article-order.ts")).articleOrder(id, options),
    );
}

function wholeUpTo(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}
