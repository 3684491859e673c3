import { posix } from "node:path";

/** A Markdown file, by its path from the root. */
export type Document = { path: string; text: string };

/** Whether a path from the root exists. */
type Exists = (path: string) => boolean;

const report = (document: Document, what: string): string => `${document.path}: ${what}`;

const matches = ({ text }: Document, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? "");

/** Targets of links and pictures that are not on another host, with their anchors. */
function relativeTargets(document: Document): { path: string; anchor: string | undefined }[] {
  return matches(document, /\]\(([^)\s]+)\)/gu)
    .filter((target) => !/^[a-z]+:/u.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? document.path : posix.join(posix.dirname(document.path), file);
      return { path, anchor };
    });
}

export function missingLinks(document: Document, exists: Exists): string[] {
  return relativeTargets(document)
    .filter(({ path }) => !exists(path))
    .map(({ path }) => report(document, `link to ${path}`));
}

export function missingAnchors(document: Document, exists: Exists, read: (path: string) => string): string[] {
  return relativeTargets(document)
    .filter(({ path, anchor }) => anchor !== undefined && exists(path) && !headingAnchors(read(path)).includes(anchor))
    .map(({ path, anchor }) => report(document, `link to ${path}#${anchor}`));
}

/** As GitHub makes them from headings. */
function headingAnchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gmu)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/**
 * Paths from the root, as in `src/app.ts`. Those with a placeholder, such as `knowledge/articles/<id>.yaml`, are not
 * checked, nor are built files.
 */
export function missingPaths(document: Document, exists: Exists): string[] {
  const named = /(?<![\w./~@-])((?:src|dialogs|knowledge|test|manifest|docs|bin|\.github)\/[\w./<>*{}-]+)/gu;
  const paths = matches(document, named).map((path) => path.replace(/[./]+$/u, ""));
  const base = posix.dirname(document.path);
  return [...new Set(paths)]
    .filter((path) => !/[<>*{}]/u.test(path) && !isExample(path))
    .filter((path) => !exists(path) && !exists(posix.join(base, path)))
    .map((path) => report(document, path));
}

/** The article that knowledge/README.md writes as an example. */
const isExample = (path: string): boolean => path.includes("deezer-503") || path.includes("hulu-301");

export function missingScripts(document: Document, scripts: readonly string[]): string[] {
  return matches(document, /\bnpm run (?:--?[\w-]+ )*([a-z][\w:-]*)/gu)
    .filter((script) => !scripts.includes(script))
    .map((script) => report(document, `npm run ${script}`));
}

/** `subcommands`: those of each command by its name. */
export function missingAssistantCommands(
  document: Document,
  subcommands: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...document.text.matchAll(/\bnpx assistant ([a-z]+(?:-[a-z]+)*)(?: ([a-z]+(?:-[a-z]+)*)\b)?/gu)]
    .filter(([, command = "", sub]) => {
      const subs = subcommands.get(command);
      return !subs || (subs.length > 0 && sub !== undefined && !subs.includes(sub));
    })
    .map(([named]) => report(document, named));
}
