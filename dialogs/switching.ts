import type { Context, ConversationMemory } from "./context.ts";

/** Switching between guides: the position in the guide that is left is kept, to be resumed. */

/** Guides to resume that are kept apart from the current one. */
const maxLeft = 3;

function withLeft({
  article,
  device,
  step,
  tried,
  evidence,
  explained,
  incidentSeen,
  left,
}: ConversationMemory): ConversationMemory["left"] {
  if (article === null) return left;
  const place = { article, device, step, tried, evidence, explained, incidentSeen };
  return [...left.filter((one) => one.article !== article), place].slice(-maxLeft);
}

/**
 * The memory once this article is opened: where it was left before, else at its beginning. What was tried for another
 * error does not count, and another brand may be used on another device.
 */
export function openedArticle({ memory, guides }: Context, id: string): Partial<ConversationMemory> {
  const begin = { article: id, step: null, incidentSeen: false };
  if (memory.article === null) return begin;
  const fresh = { ...begin, tried: [], evidence: [], explained: [] };
  if (memory.article === id) return fresh;
  const left = withLeft(memory);
  const kept = left.find(({ article }) => article === id);
  if (kept) return { ...kept, left: left.filter((one) => one !== kept) };
  const brandOf = (article: string | null): string | undefined => guides.article(article)?.identity.brand;
  const isSameBrand = brandOf(memory.article) === brandOf(id);
  return { ...fresh, left, ...(isSameBrand ? {} : { device: null }) };
}
