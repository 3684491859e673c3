import type { Reply } from "../../../dialogs/replies/reply.ts";

type Source = NonNullable<Reply["source"]>;

/** Teams cuts what is longer, in the middle of a word. */
const longestName = 80;
const longestAbstract = 160;

/** The sign in a text that an answer's source is shown behind. */
export const citationSign = " [1]";

/**
 * Where an answer comes from, as Teams shows it. People wrote these answers and the assistant picks among them, so
 * nothing here says that they were generated.
 */
export function citing({ name, url, checked }: Source): Readonly<Record<string, unknown>> {
  const appearance = {
    "@type": "DigitalDocument",
    name: cut(name, longestName),
    ...(url ? { url } : {}),
    abstract: cut(checked ?? name, longestAbstract),
  };
  return {
    type: "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "@id": "",
    citation: [{ "@type": "Claim", position: 1, appearance }],
  };
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}
