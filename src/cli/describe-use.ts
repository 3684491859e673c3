import type { Command } from "commander";

/** What `--help` says of a command. `summary` stands in the list of commands. */
export type Use = { summary: string; description?: string; examples: readonly string[] };

/** Gives a command its texts: the examples follow its help, and a wrong use is answered with its usage line. */
export function describeUse(command: Command, { summary, description, examples }: Use): Command {
  const path = command.parent?.name() === "assistant" ? "" : `${command.parent?.name()} `;
  return command
    .summary(summary)
    .description(description ?? `${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
    .addHelpText(
      "after",
      `\n${examples.length === 1 ? "Example" : "Examples"}:\n${examples.map((line) => `  ${line}\n`).join("")}`,
    )
    .showHelpAfterError(`Usage: assistant ${path}${command.name()} --help shows how it is used.`);
}
