import type { ArticleOrderOptions } from "../article-order.ts";
import { type Command, InvalidArgumentError } from "commander";

import { describeUse } from "../describe-use.ts";

/** `assistant article …`: what an author needs for one article. */
export function addArticleCommands(program: Command): void {
  const article = describeUse(program.command("article"), {
    summary: "make, import, check and test an article",
    description: "What an author needs for one article; knowledge/README.md shows each in use.",
    examples: ["npx assistant article new deezer-503", "npx assistant article check spotify-502"],
  });
  addMaking(article);
  addChecking(article);
  addLearning(article);
  addOrder(article);
}

function addMaking(article: Command): void {
  describeUse(article.command("new"), {
    summary: "begin an article",
    description:
      "Writes a draft of the article, its phrasings and its talks, with a TODO in every place to fill. Asks for what is not given.",
    examples: [`npx assistant article new deezer-503 --brand Deezer --code 503`],
  })
    .argument("<id>", "brand and code in lower case, joined by hyphens")
    .option("--brand <name>", "whose error it is")
    .option("--code <code>", "the code as it is shown")
    .option("--type <type>", "the kind of product, such as music-streaming")
    .option("--source <source>", "where its facts come from: an address or a document")
    .action(async (id: string, options: Record<string, string>) =>
      (await import("./new-article.ts")).newArticle(id, options),
    );
  describeUse(article.command("import"), {
    summary: "make a draft from a page with an error guide",
    description:
      "Reads the HTML or text of an error guide and prints a draft: facts with source and date, sentences to be rewritten, a TODO where the page says nothing. What could not be read is listed on stderr.",
    examples: ["npx assistant article import page.html --source https://help.example.com/503 > draft.yaml"],
  })
    .argument("<file>", "the page; - reads stdin")
    .option("--source <source>", "the page's address or name")
    .option("--write", "write knowledge/articles/ID.yaml instead of printing it")
    .action(async (file: string, options: { source?: string; write?: boolean }) =>
      (await import("./import-article.ts")).importArticle(file, options),
    );
  describeUse(article.command("show"), {
    summary: "print an article in its full form",
    description: "Prints what the short form means: every device written out, shared steps put in, evidence inherited.",
    examples: ["npx assistant article show spotify-502"],
  })
    .argument("<id>", "the article's id")
    .action(async (id: string) => (await import("./show-article.ts")).showArticle(id));
  describeUse(article.command("schema"), {
    summary: "write the JSON Schema for editors",
    description: "Writes knowledge/article.schema.json, by which editors complete names while typing.",
    examples: ["npx assistant article schema"],
  }).action(async () => (await import("./write-schema.ts")).writeSchema());
}

function addChecking(article: Command): void {
  describeUse(article.command("check"), {
    summary: "check one article in everything that depends on it",
    description:
      "Checks the article's file and phrasings, contradictions with other files, how many of its phrasings are understood, its talks and tests, and whether it takes phrasings from others. Ends with 1 on a fault.",
    examples: ["npx assistant article check spotify-502", "npx assistant article check spotify-502 --json"],
  })
    .argument("<id>", "the article's id: its file name in knowledge/articles without .yaml")
    .option("--json", "print one JSON object, for programs")
    .action(async (id: string, options: { json?: boolean }) =>
      (await import("./article-check.ts")).checkArticle(id, options),
    );
  describeUse(article.command("try"), {
    summary: "talk to a draft in this terminal, or see it on a page",
    description:
      "Talks to the assistant here with the articles as they are; what is saved meanwhile is read again. Brand and code are known at once, phrasings of its own once they are trained. With --page a browser shows the article on each device, its faults, its own lines, and why each message was read so.",
    examples: ["npx assistant article try spotify-16", "npx assistant article try spotify-16 --page"],
  })
    .argument("<id>", "the article's id")
    .option("--page", "serve a page on this machine instead (development only)")
    .option("--port <number>", "with --page: its port (any free one)", wholeUpTo(65_535))
    .action(async (id: string, { page, port = 0 }: { page?: boolean; port?: number }) => {
      const { tryArticle, tryOnPage } = await import("./try-article.ts");
      await (page ? tryOnPage(id, port) : tryArticle(id));
    });
  describeUse(article.command("test"), {
    summary: "run the talks of an article",
    description: "Runs the conversations of knowledge/articles/ID.talks.md. Ends with 1 where one goes another way.",
    examples: ["npx assistant article test spotify-502"],
  })
    .argument("<id>", "the article's id")
    .action(async (id: string) => (await import("./test-article.ts")).testArticle(id));
}

function addLearning(article: Command): void {
  describeUse(article.command("missed"), {
    summary: "list what was not understood, grouped",
    description: "What people wrote that was not understood, the same texts together, the most frequent first.",
    examples: ["npx assistant article missed", "npx assistant article missed spotify-502 --json"],
  })
    .argument("[id]", "only what came closest to this article")
    .option("--newest <number>", "how many of the newest texts to look at (1000)")
    .option("--all", "also what was only guessed, voted down or taken back, as leads see it at the desk")
    .option("--json", "print a JSON object a line")
    .action(async (id: string | undefined, options: { newest?: string; json?: boolean; all?: boolean }) =>
      (await import("./missed-lines.ts")).missedLines(id, options),
    );
  describeUse(article.command("use-as"), {
    summary: "add a line to a label's phrasings",
    description:
      "Adds a text to the phrasings of a label. Somebody has to have seen that nothing personal is in it: at a terminal it asks, elsewhere --nothing-personal says so.",
    examples: [`npx assistant article use-as spotify-502 faq:how-long "when is it over" --nothing-personal`],
  })
    .argument("<id>", "the article whose file gets the line; conversation for what can be said everywhere")
    .argument("<label>", "what the text means, such as faq:how-long")
    .argument("<text>", "the text as somebody wrote it")
    .option("--nothing-personal", "the text names nobody and tells nothing of a person")
    .action(async (id: string, label: string, text: string, options: { nothingPersonal?: boolean }) =>
      (await import("./use-as.ts")).useAs({ id, label, text, ...options }),
    );
  describeUse(article.command("review-report"), {
    summary: "measure whether lines added by review help with others",
    description:
      "Trains with and without lines that were reviewed, and counts how many that a model has not learned it reads right. Without a file it takes those that leads used as examples at the desk. Changes nothing; takes some minutes.",
    examples: ["npx assistant article review-report", "npx assistant article review-report reviewed.jsonl"],
  })
    .argument("[file]", 'reviewed lines instead, a JSON object {"text", "label"} a line')
    .action(async (file: string | undefined) => (await import("./review-report.ts")).reviewReport(file));
}

function addOrder(article: Command): void {
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
      (await import("../article-order.ts")).articleOrder(id, options),
    );
}

function wholeUpTo(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  };
}
