/**
 * What a second, slower reader makes of a text: how likely each label is that it knows, as logarithms, and a score that
 * is the higher the likelier the text is none of ours.
 */
export type Opinion = { labels: ReadonlyMap<string, number>; none: number };

/** Asks for an opinion on a text as it was written; null where none comes in time. Never rejects. */
export type AskOpinion = (text: string) => Promise<Opinion | null>;
