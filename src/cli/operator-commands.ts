import { type Command, InvalidArgumentError } from "commander";

import { describeUse } from "./describe-use.ts";

const maxMissed = 100_000;

/** The commands that run the service and look after its data. */
export function addOperatorCommands(program: Command): void {
  describeUse(program.command("start"), {
    summary: "start the whole service",
    description: "Starts the service: web chat, Bot Framework, the desk. Settings come from the environment and .env.",
    examples: ["npx assistant start", "PORT=8080 npx assistant start", "npx assistant start --watch"],
  })
    .option("--watch", "take articles without a restart when their files change, for development")
    .action(async (options: { watch?: boolean }) => (await import("./start.ts")).start(options));
  describeUse(program.command("reload"), {
    summary: "take changed articles without a restart",
    description:
      "Checks the knowledge and has the service of this machine read the articles again (SIGHUP). With a fault the former articles stay.",
    examples: ["npx assistant reload", "PORT=8080 npx assistant reload"],
  }).action(async () => (await import("./reload.ts")).reload());
  describeUse(program.command("chat"), {
    summary: "talk to the assistant in this terminal",
    description: "Talks to the assistant here; nothing is stored. A number presses a button, quit or exit leaves.",
    examples: ["npx assistant chat"],
  }).action(async () => (await import("./chat.ts")).chat());
  describeUse(program.command("doctor"), {
    summary: "try everything that the settings point at",
    description:
      "Tries the database, the pages, Azure, the status feed, the trace collector and the other help desks, a line each. Ends with 1 when something does not work, with 78 when a setting is wrong.",
    examples: ["npx assistant doctor", "npx assistant doctor --json"],
  })
    .option("--json", "print one JSON object, for programs")
    .action(async (options: { json?: boolean }) => (await import("./doctor.ts")).doctor(options));
  addDatabaseCommands(program);
}

function addDatabaseCommands(program: Command): void {
  describeUse(program.command("missed"), {
    summary: "list what people wrote that was not understood",
    description:
      "Lists what was not understood, the newest first: a table at a terminal, otherwise a JSON object a line. The service may run meanwhile.",
    examples: ["npx assistant missed --newest 20", "npx assistant missed --json > missed.jsonl"],
  })
    .option("--newest <number>", `how many, 1 to ${maxMissed}`, parseNewest, 200)
    .option("--json", "print a JSON object a line, also at a terminal")
    .action(async (options: { newest: number; json?: boolean }) => (await import("./missed.ts")).missed(options));
  describeUse(program.command("dead-letters"), {
    summary: "list what could not be delivered, or send it again",
    description:
      "Lists messages that did not reach a person or another help desk for good, the newest first, without their words: a table at a terminal, otherwise a JSON object a line. With --retry all of them are sent again. The service may run meanwhile.",
    examples: ["npx assistant dead-letters", "npx assistant dead-letters --retry"],
  })
    .option("--retry", "put all of them back, for the service to send")
    .option("--json", "print a JSON object a line, also at a terminal")
    .action(async (options: { retry?: boolean; json?: boolean }) =>
      (await import("./dead-letters.ts")).deadLetters(options),
    );
  const privacy = describeUse(program.command("privacy"), {
    summary: "export or delete what is stored of a person",
    description: "What is stored of a person as JSON, or its deletion. The service may run meanwhile.",
    examples: ["npx assistant privacy export --user ID > person.json", "npx assistant privacy delete --user ID"],
  });
  for (const [name, summary] of [
    ["export", "print what is stored of a person as JSON"],
    ["delete", "delete what is stored of a person"],
  ] as const) {
    describeUse(privacy.command(name), { summary, examples: [`npx assistant privacy ${name} --user ID`] })
      .requiredOption("--user <id>", "the person's id in their channel")
      .action(async ({ user }: { user: string }) => (await import("./privacy-command.ts")).privacy(name, user));
  }
  describeUse(program.command("backup"), {
    summary: "copy the embedded database while it is in use",
    description:
      "Writes a whole, checked copy of the embedded database while the service runs; without FILE next to the database.",
    examples: ["npx assistant backup", "npx assistant backup /backups/monday.db"],
  })
    .argument("[file]", "where the copy goes; must not exist yet")
    .action(async (file: string | undefined) => (await import("./backup.ts")).backup(file));
  describeUse(program.command("restore"), {
    summary: "put a backup in the place of the embedded database",
    description: "Puts a backup in the place of the embedded database, while no service uses it. The old one is kept.",
    examples: ["npx assistant restore /backups/monday.db"],
  })
    .argument("<file>", "a copy that backup has written")
    .action(async (file: string) => (await import("./backup.ts")).restore(file));
}

function parseNewest(text: string): number {
  const newest = Number(text);
  if (!Number.isInteger(newest) || newest < 1 || newest > maxMissed)
    throw new InvalidArgumentError(`Give a whole number from 1 to ${maxMissed}.`);
  return newest;
}
