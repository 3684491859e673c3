/**
 * What people get wrong in YAML who do not program, told from the text itself: what the parser says of it takes knowledge
 * of the language, and one slip often gives several errors further down.
 */

/** The line that is to be mended, counted from 1, and what is wrong with it. */
export type Slip = { line: number; fault: string; fix: string };

type Kind = { at: (line: string) => boolean; fault: (line: string) => string; fix: string };

/** What stands after "- " and after "name: ", which is where a text begins. */
const valueOf = (line: string): string =>
  line.replace(/^\s*(?:- +)*/u, "").replace(/^(?:"[^"]*"\s*|[\w:-]+):(?:\s+|$)/u, "");
const inQuotes = "put the whole text in double quotes";

/** Only what a text cannot begin with; "[one, two]" and "&name" are YAML that an author may use. */
const strangeStart = /^(?:[@`%]|\*[^\s*]+\*|\*[^\s]+\s+\S|[[{](?!.*[\]}]\s*(?:#.*)?$)|[[{][^\]}]*[\]}]\s*\w)/u;
/** A quote that is closed before the text ends. */
const goesOnAfterQuote = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s#:]/u;
const openQuote = (line: string): string | undefined => {
  const value = valueOf(line);
  return /^"(?:[^"\\]|\\.)*$/u.test(value) || /^'(?:[^']|'')*$/u.test(value) ? value.charAt(0) : undefined;
};

const indentOf = (line: string): number => line.search(/\S|$/u);

/** Whether a quote is opened in this line and not closed in it, nor in further lines of the same text. */
function isLeftOpen(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  const quote = openQuote(line);
  if (quote === undefined) return false;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((next) => next.includes(quote));
  const isText = (next: string): boolean =>
    indentOf(next) > indentOf(line) && !/^\s*(?:- |[\w-]+:(?:\s|$))/u.test(next);
  return end === -1 || !rest.slice(0, end + 1).every(isText);
}

const kinds: readonly Kind[] = [
  {
    at: (line) => /^(?:<{7}|={7}|>{7})(?:\s|$)/u.test(line),
    fault: () => "is a mark of two versions that could not be joined",
    fix: "keep one of the two versions, and take out this line and the other marks",
  },
  {
    at: (line) => /^---(?:\s|$)/u.test(line),
    fault: () => "begins a second document",
    fix: "take this line out",
  },
  {
    at: (line) => /^ *\t/u.test(line),
    fault: () => "is indented with a tab",
    fix: "use spaces, two more than the line it belongs to",
  },
  {
    at: (line) => goesOnAfterQuote.test(valueOf(line)),
    fault: () => "has a quote that ends before the text does",
    fix: `${inQuotes}, and write \\" for each quote inside it`,
  },
  {
    at: (line) => strangeStart.test(valueOf(line)),
    fault: (line) => `has a text that begins with ${valueOf(line).charAt(0)}, which means something else in YAML`,
    fix: inQuotes,
  },
  {
    at: (line) => /^[^"'#[{]*:(?:\s|$)/u.test(valueOf(line)),
    fault: () => "has a text with a colon in it, which makes it a field of its own",
    fix: inQuotes,
  },
  {
    at: (line) => /^\s*(?:- )?[a-zA-Z]+:[^\s:/]/u.test(line),
    fault: () => "has no space after its colon",
    fix: "put one there",
  },
  {
    at: (line) => /^\s*-[^\s-]/u.test(line),
    fault: () => "has no space after its dash",
    fix: "put one there",
  },
  {
    at: (line) => /^\s*[a-zA-Z]+ [^:]*$/u.test(line),
    fault: () => "is neither a name with a colon nor an entry of a list",
    fix: "put the colon after its name, or '- ' before an entry of a list",
  },
];

/**
 * The slip behind an error that the parser found at this line: in the line or the one above, or a quote that was left open
 * somewhere before.
 */
export function slipAt(text: string, line: number): Slip {
  const lines = text.split(/\r?\n/u);
  const open = lines.slice(0, line).findIndex((_, at) => isLeftOpen(lines, at));
  if (open !== -1)
    return {
      line: open + 1,
      fault: "opens a quote and does not close it",
      fix: "put the same quote at the end of the text, or take it away at the beginning",
    };
  for (const at of [line, line - 1]) {
    const written = lines[at - 1] ?? "";
    const kind = kinds.find((one) => one.at(written));
    if (kind) return { line: at, fault: kind.fault(written), fix: kind.fix };
  }
  return {
    line,
    fault: "does not stand in line with those that it belongs to",
    fix: "let it begin below its neighbours: what belongs to a name stands two spaces further in",
  };
}

/** A piece that is put in by `*name` and that no `&name` before it gives. */
export function aliasSlip(text: string, name: string): Slip {
  const at = text.split("\n").findIndex((line) => new RegExp(`\\*${RegExp.escape(name)}(?![\\w-])`, "u").test(line));
  return {
    line: at + 1,
    fault: `puts in *${name}, and no &${name} stands before it`,
    fix: "write the text out, or in double quotes if it begins with a star",
  };
}
