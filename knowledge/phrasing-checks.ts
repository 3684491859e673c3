import type { Article } from "./article.ts";
import type { Fault } from "./faults.ts";
import { articleLabels, conversationLabels } from "./labels.ts";
import type { Phrasings, ParsedFile, KnowledgeFiles } from "./load.ts";
import { mergePhrasings } from "./load.ts";

/** Fewer ways of saying a thing than this and it is hardly ever recognised. */
const fewestPhrasings = 5;

/** Everything that can be meant has phrasings, and every phrasing means something that there is. */
export function phrasingFaults({ articles, phrasings, background }: KnowledgeFiles): Fault[] {
  const said = mergePhrasings(phrasings.map(({ content }) => content));
  return [
    ...phrasings
      .filter(({ source }) => source.file.startsWith("phrasings/"))
      .flatMap((read) => strangeLabels(read, articles)),
    ...articles.flatMap(({ content }) => thinLabels(said, phrasingFile(content.id), articleLabels(content))),
    ...thinLabels(said, phrasingFile("conversation"), conversationLabels),
    ...backgroundFaults(background),
  ];
}

function phrasingFile(name: string): string {
  return `phrasings/${name}.yaml`;
}

function strangeLabels({ source, content }: ParsedFile<Phrasings>, articles: readonly ParsedFile<Article>[]): Fault[] {
  const allowed = labelsFor(source.file, articles);
  if (allowed === undefined) {
    return [source.faultAt([], "belongs to no article", "name it after the id of its article, or remove it")];
  }
  return Object.keys(content)
    .filter((label) => !allowed.includes(label))
    .map((label) =>
      source.faultAt(
        [label],
        "is a label that nothing here has",
        `correct it to one of: ${nearest(label, allowed).join(", ")}`,
      ),
    );
}

function labelsFor(file: string, articles: readonly ParsedFile<Article>[]): readonly string[] | undefined {
  if (file === phrasingFile("conversation")) return conversationLabels;
  const article = articles.find(({ content }) => file === phrasingFile(content.id));
  return article === undefined ? undefined : articleLabels(article.content);
}

/** Labels of the same kind are what a slip of the pen meant; all of them where the kind itself is wrong. */
function nearest(label: string, allowed: readonly string[]): readonly string[] {
  const kind = label.slice(0, label.indexOf(":") + 1);
  const sameKind = allowed.filter((other) => kind !== "" && other.startsWith(kind));
  return sameKind.length > 0 ? sameKind : allowed;
}

function thinLabels(said: ReadonlyMap<string, readonly string[]>, file: string, labels: readonly string[]): Fault[] {
  return labels.flatMap((label) => {
    const count = said.get(label)?.length ?? 0;
    if (count >= fewestPhrasings) return [];
    return [
      {
        file,
        path: label,
        fault: `has ${count} different phrasings`,
        fix: `write at least ${fewestPhrasings}, as people would type them`,
      },
    ];
  });
}

function backgroundFaults(background: readonly ParsedFile<Phrasings>[]): Fault[] {
  const count = background.flatMap(({ content }) => Object.values(content).flat()).length;
  if (count > 0) return [];
  const fault = "nothing is known that people say and that means none of the labels";
  return [{ file: phrasingFile("background"), path: "near", fault, fix: "list such lines under 'near' and 'far'" }];
}
