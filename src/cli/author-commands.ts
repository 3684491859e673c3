import { type Command, Option } from "commander";

import { addArticleCommands } from "./article/article-commands.ts";
import { CommandError } from "./command-error.ts";
import { describeUse } from "./describe-use.ts";
import { runDevelopmentScript } from "./development-commands.ts";
import type { UnderstandOptions } from "./understand.ts";

/** The commands for people who write articles and phrasings. */
export function addAuthorCommands(program: Command): void {
  addUnderstand(program);
  describeUse(program.command("train"), {
    summary: "train the understanding after phrasings changed",
    description: "Learns from the phrasings and writes the model that is checked in. Takes some two minutes.",
    examples: ["npx assistant train"],
  }).action(async () => (await import("./train.ts")).train());
  addArticleCommands(program);
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
      'npx assistant understand --explain "works on my mac, not on the phone" --awaiting step-result --step restart-app',
    ],
  })
    .addOption(
      new Option("--score <file>", "accuracy, and recall and precision of each label").conflicts([
        "confusions",
        "facts",
      ]),
    )
    .addOption(new Option("--confusions <file>", "what is taken for what, and how honest the confidence is"))
    .addOption(
      new Option("--facts <file>", "how well each kind of fact is found, and which are missed or wrong").conflicts(
        "confusions",
      ),
    )
    .addOption(
      new Option("--explain <text>", "what every layer finds in this text").conflicts(["score", "confusions", "facts"]),
    )
    .addOption(new Option("--awaiting <question>", "with --explain: what was asked last").default("idle"))
    .addOption(new Option("--step <id>", "with --explain: the step on screen"))
    .addOption(new Option("--train <file>", "learn this labelled file …").conflicts(["score", "confusions", "facts"]))
    .addOption(new Option("--test <file>", "… and read this one").conflicts(["score", "confusions", "facts"]))
    .action(async (options: UnderstandOptions) => {
      if ((options.train === undefined) !== (options.test === undefined))
        throw new CommandError(
          2,
          "error: --train and --test go together\nUsage: assistant understand --help shows how it is used.",
        );
      await (await import("./understand.ts")).understand(options);
    });
}
