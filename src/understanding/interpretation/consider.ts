import type { ExpectedInput } from "../../../dialogs/events.ts";
import type { AskOpinion } from "../transformer/opinion.ts";
import type { Read, Reading } from "./predict.ts";

/** Reads a text, with a second opinion where the first is unsure. */
export type Consider = (text: string, awaiting: ExpectedInput) => Promise<Reading>;

/**
 * From here on a reading is sure. On the development split 46 % of the lines are below, and asking about the others
 * changes hardly one in a hundred.
 */
const sureFrom = 0.85;

/** How sure it is that the text has this meaning, or the likeliest one where it counts as none of ours. */
const surenessOf = ({ label, confidence, alternatives }: Reading): number =>
  label === "none" ? (alternatives[0]?.confidence ?? 1) : confidence;

/** Joins the reader, which is quick, with somebody to ask; without an opinion the first reading stands. */
export function considering(options: { read: Read; ask: AskOpinion | null }): Consider {
  const { read, ask } = options;
  return async (text, awaiting) => {
    const first = read(text, awaiting);
    if (!ask || surenessOf(first) >= sureFrom) return first;
    const opinion = await ask(text);
    return opinion ? read(text, awaiting, opinion) : first;
  };
}
