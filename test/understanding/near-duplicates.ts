import { editDistance } from "../../src/understanding/normalise/spelling-corrector.ts";

/** From here on two texts count as the same line written twice. */
const sameFrom = 0.9;

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim() || text.trim();

function piecesOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: Math.max(1, padded.length - 2) }, (_, at) => padded.slice(at, at + 3)));
}

/** Share of characters that stay when one text is edited into the other. */
function editLikeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  const limit = Math.ceil(longer * (1 - sameFrom));
  return 1 - editDistance(a, b, limit) / longer;
}

/**
 * The texts that are, once case and punctuation are set aside, equal to one of the others or near-identical to it:
 * three-character pieces in common (Jaccard) or edits, from 0.9 on.
 */
export function nearDuplicates(texts: readonly string[], others: readonly string[]): string[] {
  const theirs = others.map((other) => ({ text: plain(other), pieces: piecesOf(plain(other)) }));
  const exact = new Set(theirs.map(({ text }) => text));
  // An inverted index: comparing every pair of sets takes a hundred times as long.
  const havingPiece = new Map<string, number[]>();
  for (const [at, { pieces }] of theirs.entries())
    for (const piece of pieces) {
      const having = havingPiece.get(piece) ?? [];
      having.push(at);
      havingPiece.set(piece, having);
    }
  const shared = new Uint16Array(theirs.length);
  const isCopy = (text: string): boolean => {
    if (exact.has(text)) return true;
    const pieces = piecesOf(text);
    shared.fill(0);
    for (const piece of pieces) for (const at of havingPiece.get(piece) ?? []) shared[at]! += 1;
    return theirs.some((their, at) => {
      if (Math.abs(their.text.length - text.length) > 0.12 * Math.max(text.length, their.text.length)) return false;
      const jaccard = shared[at]! / (pieces.size + their.pieces.size - shared[at]!);
      return jaccard >= sameFrom || (jaccard > 0.4 && editLikeness(text, their.text) >= sameFrom);
    });
  };
  return texts.filter((text) => isCopy(plain(text)));
}
