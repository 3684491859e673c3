/** The fields of an activity that the page reads. */
export type Activity = {
  id?: string;
  type: string;
  text?: string;
  textFormat?: string;
  attachments?: Attachment[];
  suggestedActions?: { to: string[]; actions: unknown[] };
  channelData?: { step?: Step; summary?: unknown; textBesideCard?: string; [key: string]: unknown };
  [key: string]: unknown;
};
type Attachment = {
  contentType?: string | undefined;
  name?: string | undefined;
  content?: { actions?: { title?: string; data?: { cardAction?: unknown } }[] };
};
type Step = {
  number: number;
  of: number;
  progress: string;
  title: string;
  duration: string;
  warning?: string;
  instructions: string[];
  note?: string;
  question: string;
};

/**
 * Steps and summaries are Adaptive Cards, whose renderer would double the size of the page. So a step is shown as
 * Markdown with blocks of its own (`markdown.ts`), a summary as its text, and their buttons as suggested actions.
 */
export function toShownActivity(activity: Activity): Activity {
  const { step, summary, textBesideCard } = activity.channelData ?? {};
  if (!step && !summary) return activity;
  const { attachments, ...rest } = activity;
  const actions =
    attachments
      ?.flatMap(({ content }) => content?.actions ?? [])
      .flatMap(({ data: carried }) => carried?.cardAction ?? []) ?? [];
  const words = step ? { text: [...(textBesideCard ? [textBesideCard] : []), stepToMarkdown(step)].join("\n\n") } : {};
  return {
    ...rest,
    ...words,
    textFormat: "markdown",
    ...(actions.length > 0 && { suggestedActions: { to: [], actions } }),
  };
}

function stepToMarkdown(step: Step): string {
  const { number, of, progress, title, duration, warning, instructions, note, question } = step;
  return [
    `[progress ${number}/${of}] ${progress} · ${duration}`,
    `## ${title}`,
    ...(warning ? [`> ${warning}`] : []),
    instructions.map((instruction, at) => `${at + 1}. ${instruction.replaceAll("\n", " ")}`).join("\n"),
    ...(note ? [note] : []),
    `**${question}**`,
  ].join("\n\n");
}
