import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ours = fileURLToPath(new URL("../../knowledge/", import.meta.url));

/** The second article, which exists for tests only; a knowledge directory of its own that can be loaded. */
export const secondArticle: string = fileURLToPath(new URL("knowledge-two/", import.meta.url));

/** A copy of knowledge that a test may spoil. */
export type KnowledgeCopy = Disposable & {
  readonly directory: string;
  /** Replaces a piece of text in a file; a piece that is not there is a mistake in the test. */
  change(file: string, piece: string, by: string): void;
  write(file: string, content: string | Uint8Array): void;
  addSecondArticle(): void;
};

/** Copies articles and phrasings, the real ones unless told otherwise, to a directory that goes away with the test. */
export function copyOfKnowledge(original: string = ours): KnowledgeCopy {
  const directory = mkdtempSync(join(tmpdir(), "knowledge-"));
  const addFrom = (source: string): void => {
    for (const folder of ["articles", "phrasings", "steps"].filter((name) => existsSync(join(source, name))))
      cpSync(join(source, folder), join(directory, folder), { recursive: true });
  };
  const write = (file: string, content: string | Uint8Array): void => writeFileSync(join(directory, file), content);
  addFrom(original);
  return {
    directory,
    write,
    change(file, piece, by) {
      const text = readFileSync(join(directory, file), "utf8");
      if (!text.includes(piece)) throw new Error(`${file} holds no "${piece}"`);
      write(
        file,
        text.replace(piece, () => by),
      );
    },
    addSecondArticle: () => addFrom(secondArticle),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
