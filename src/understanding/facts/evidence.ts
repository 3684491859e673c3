import type { Evidence } from "../../../knowledge/article.ts";
import type { Lexicon } from "../../../knowledge/lexicon.ts";
import { outcomeReader } from "../entities/outcome.ts";
import { anyOf } from "../normalise/patterns.ts";
import { clausesIn } from "./clause.ts";

/** Evidence that a text tells, by clause; a question tells none. `typed` is cleaned text with its punctuation. */
export type ReadEvidence = (typed: string) => readonly Evidence[];

/**
 * Whether statements say that the music plays, or fails, on another network than the usual one. "It works when I use my
 * hotspot" supposes nothing: the condition is where it was tried. "Tried 4g. Nope" says it in two clauses.
 */
function networkReader(lexicon: Lexicon): (clauses: readonly string[]) => Evidence | null {
  const words = lexicon.evidence;
  const named = anyOf(words.otherNetwork);
  const used = anyOf(words.onNetwork);
  const [fine, failsThere, only] = [anyOf(words.playsFine), anyOf(words.failsThere), anyOf(words.onlyThere)];
  const condition = anyOf(words.usingIt, "gu");
  const readOutcome = outcomeReader(lexicon);
  const readClause = (clause: string): Evidence | null => {
    if (!named.test(clause)) return null;
    const tried = clause.replace(condition, "with ");
    if (supposes.test(tried)) return null;
    const { works, fails } = readOutcome(tried);
    if (only.test(tried) || (works && !fails)) return "plays-on-other-network";
    // "502 at home, on mobile data it plays": one of the two parts is about the other network.
    const parts = works && fails ? tried.split(/,\s*|\s+(?:while|whereas)\s+/u) : [];
    const part = parts.length > 1 ? parts.find((one) => named.test(one)) : undefined;
    if (part !== undefined) return readClause(part);
    const isOnIt = used.test(tried);
    if (!works && (fails || failsThere.test(tried))) return isOnIt ? "fails-on-other-network" : null;
    return !works && fine.test(tried) && !denies.test(tried) ? "plays-on-other-network" : null;
  };
  return (clauses) => {
    const found = new Set(clauses.flatMap((clause) => readClause(clause) ?? []));
    // Plays on one and fails on the other: one of them is not the other network.
    if (found.size > 0) return found.size === 1 ? [...found][0]! : null;
    const at = clauses.findIndex((clause) => named.test(clause));
    return at >= 0 && at + 1 < clauses.length ? readClause(`${clauses[at]}, ${clauses[at + 1]}`) : null;
  };
}

/** Begins like a question and is none. */
const conditional = /^(?:but |and |so )*(?:when|whenever|once) (?:i|we|i'm)\b[^?]*$/u;
const supposes =
  /\b(?:would|could|should|might|if|hope|maybe|will|gonna|going to|want to|i'll|let me|try to|can't|cannot|don't have)\b/u;
const denies = /\b(?:not|isn't|no longer|never)\b/u;

/** Compiles the lists of the lexicon. */
export function evidenceReader(lexicon: Lexicon): ReadEvidence {
  const patterns = lexicon.evidence.evidence.map(({ evidence, words }) => [evidence, anyOf(words)] as const);
  const readNetwork = networkReader(lexicon);
  const workDevice = patterns.find(([name]) => name === "work-device")?.[1] ?? /^$/u;
  const otherNetwork = anyOf(lexicon.evidence.otherNetwork, "gu");
  return (typed) => {
    const statements = clausesIn(typed).flatMap(({ question, text }) =>
      question && !conditional.test(text) ? [] : [text],
    );
    const together = statements.join(" ");
    const found = new Set(patterns.filter(([, pattern]) => pattern.test(together)).map(([name]) => name));
    const network = readNetwork(statements);
    // "Works on the office wifi" is about no device of the office.
    if (network) {
      for (const one of excluded) found.delete(one);
      found.add(network);
      if (!workDevice.test(together.replace(otherNetwork, " "))) found.delete("work-device");
    }
    return [...found];
  };
}

/** What another list took for the opposite, or took the other network for. */
const excluded = ["plays-on-other-network", "fails-on-other-network", "other-apps-fail"] as const;
