import { type Config, exitCodeOfWrongSettings, readConfig } from "../config/settings.ts";

/** Ends a command with its message on stderr and this exit code: 1 it failed, 2 it was used wrongly, 78 a setting. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The settings. Throws a `CommandError` with a line for each that is wrong. */
export function requireConfig(): Config {
  const read = readConfig();
  if (!read.ok) throw new CommandError(exitCodeOfWrongSettings, read.faults.join("\n"));
  return read.config;
}
