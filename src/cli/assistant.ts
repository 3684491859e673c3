import { Command, CommanderError } from "commander";

import { KnowledgeFaults } from "../../knowledge/faults.ts";
import { AppError } from "../common/errors.ts";
import { loadDotEnv, unknownSettings } from "../config/settings.ts";
import { addAuthorCommands } from "./author-commands.ts";
import { CommandError } from "./command-error.ts";
import { addDevelopmentCommands } from "./development-commands.ts";
import { addOperatorCommands } from "./operator-commands.ts";
import { packageVersion } from "./package-version.ts";

/** What a wrong command line ends with. */
const exitCodeOfWrongUse = 2;

/**
 * Runs `assistant <command>`. The process ends with 0, with 1 when the command failed, with 2 when it was used wrongly,
 * with 78 when a setting is wrong. Reads `.env` of the working directory first.
 */
export async function runAssistant(args: readonly string[]): Promise<void> {
  loadDotEnv();
  const program = createProgram();
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: "user" });
  } catch (thrown) {
    const exitCode = exitCodeOf(thrown);
    // Outright: a service that failed to start has threads and timers that would keep the process alive.
    process.stderr.write(messageOf(thrown), () => process.exit(exitCode));
  }
}

/** All commands with their options and help; a command's own modules are loaded when it runs. */
export function createProgram(): Command {
  const program = new Command("assistant")
    .description("The music support assistant: runs it, looks after its data, and checks what it knows.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .showHelpAfterError("Usage: assistant --help shows the commands.")
    .addHelpText("after", "\nExample:\n  npx assistant start\n\nassistant <command> --help has examples of each.\n")
    .exitOverride()
    .hook("preAction", (_program, command) => {
      // The service has a log of its own for them.
      if (command.name() !== "start")
        for (const warning of unknownSettings()) process.stderr.write(`${warning.message}\n`);
    });
  addOperatorCommands(program);
  addAuthorCommands(program);
  addDevelopmentCommands(program);
  return program;
}

function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommandError) return thrown.exitCode;
  if (!(thrown instanceof CommanderError)) return 1;
  return thrown.exitCode === 0 ? 0 : exitCodeOfWrongUse;
}

/** Commander has written its own messages already. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof CommanderError) return "";
  if (thrown instanceof CommandError || thrown instanceof KnowledgeFaults) return `${thrown.message}\n`;
  if (thrown instanceof AppError) return `${thrown.message} ${thrown.remedy}\n`;
  return `${(thrown as Error).stack ?? String(thrown)}\n`;
}
