import { exitCodeOfWrongSettings, readConfig } from "./config.ts";
import { Fault } from "./errors.ts";

/** A command on the database of the settings. `files`: how many it takes at least and at most; `run` gives what to print. */
export type DatabaseCommand = { usage: string; files: readonly [number, number]; run: (databaseUrl: string, files: readonly string[]) => string };

/** Runs it on the arguments of this process; ends with 2 when used wrongly, with 78 when a setting is wrong, with 1 when it failed. */
export function runOnDatabase({ usage, files: [least, most], run }: DatabaseCommand): void {
  const files = process.argv.slice(2);
  const read = readConfig();
  if (files.length < least || files.length > most || files.some((file) => file.startsWith("-"))) {
    end(2, usage);
  } else if (!read.ok) {
    end(exitCodeOfWrongSettings, read.faults.map((fault) => `${fault}\n`).join(""));
  } else {
    try {
      process.stdout.write(run(read.config.databaseUrl, files));
    } catch (error) {
      end(1, error instanceof Fault ? `${error.message} ${error.remedy}\n` : `The files could not be read or written: ${(error as Error).message}\n`);
    }
  }
}

function end(code: number, words: string): void {
  process.stderr.write(words);
  process.exitCode = code;
}
