/** What a check found. Repeats are allowed and counted: deliveries to the channel, and calls to the other help desk. */
export type Found = {
  turns: number;
  lost: string[];
  doubled: string[];
  disordered: string[];
  differing: string[];
  repeats: number;
  hubRepeats: number;
  /** Lines that were given up, as the desk says too. */
  failed: number;
};
/** Notes one thing that is wrong. */
export type Note = (what: "lost" | "doubled" | "disordered" | "differing", why: string) => void;

/** Nothing found yet. */
export function createFound(conversation: string, turns: number): { found: Found; note: Note } {
  const found: Found = {
    turns,
    lost: [],
    doubled: [],
    disordered: [],
    differing: [],
    repeats: 0,
    hubRepeats: 0,
    failed: 0,
  };
  return { found, note: (what, why) => void found[what].push(`${conversation}: ${why}`) };
}
