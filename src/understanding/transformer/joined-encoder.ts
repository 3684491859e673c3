import type { Encoder } from "../classifier/encoder.ts";
import type { OpinionModel } from "./load-transformer.ts";

/**
 * An encoder whose vectors say what the table's say and what the second reader makes of the text, at the second
 * reader's price: some milliseconds a text. For learning other sets of labels from few lines, where it counts for more
 * than anything else; a text is read once, however often it is asked for, so its memory grows with the texts.
 */
export function joinedEncoder(table: Encoder, { vector, width }: Pick<OpinionModel, "vector" | "width">): Encoder {
  const size = table.size + width;
  const made = new Map<string, Float32Array>();
  const make = (text: string): Float32Array => {
    const joined = new Float32Array(size);
    joined.set(table.encode(text));
    joined.set(ofLengthOne(vector(text)), table.size);
    return joined;
  };
  return {
    size,
    knows: table.knows,
    encode(text) {
      const known = made.get(text) ?? make(text);
      made.set(text, known);
      return known;
    },
  };
}

/** The table's vectors are so long; the two count the same. */
function ofLengthOne(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
