import { exitCodeOfWrongSettings, readConfig } from "../config/settings.ts";
import { AppError } from "../common/errors.ts";

/**
 * A command on the database of the settings: `wishOf` reads its arguments, null where they are wrong; `run` gives what
 * to print.
 */
export type DatabaseCommand<Wish> = {
  usage: string;
  wishOf: (args: string[]) => Wish | null;
  run: (databaseUrl: string, wish: Wish) => string | Promise<string>;
};

/**
 * Runs it on the arguments of this process; ends with 2 when used wrongly, with 78 when a setting is wrong, with 1 when
 * it failed.
 */
export async function runOnDatabase<Wish>({ usage, wishOf, run }: DatabaseCommand<Wish>): Promise<void> {
  const wish = wishOf(process.argv.slice(2));
  const read = readConfig();
  if (wish === null) return end(2, usage);
  if (!read.ok) return end(exitCodeOfWrongSettings, read.faults.map((fault) => `${fault}\n`).join(""));
  try {
    process.stdout.write(await run(read.config.databaseUrl, wish));
  } catch (error) {
    end(
      1,
      error instanceof AppError ? `${error.message} ${error.remedy}\n` : `That failed: ${(error as Error).message}\n`,
    );
  }
}

/** File names and nothing else, so many at least and at most. */
export function filesOf(args: readonly string[], least: number, most: number): readonly string[] | null {
  return args.length < least || args.length > most || args.some((file) => file.startsWith("-")) ? null : args;
}

function end(code: number, words: string): void {
  process.stderr.write(words);
  process.exitCode = code;
}
