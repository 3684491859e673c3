/** An activity, as far as this page looks into it. */
export type Activity = {
  id?: string;
  type: string;
  text?: string;
  textFormat?: string;
  attachments?: Attachment[];
  suggestedActions?: { to: string[]; actions: unknown[] };
  channelData?: { step?: Step; lead?: string; [key: string]: unknown };
  [key: string]: unknown;
};
type Attachment = {
  contentType?: string | undefined;
  name?: string | undefined;
  content?: { actions?: { title?: string; data?: { cardAction?: unknown } }[] };
};
type Step = { number: number; of: number; progress: string; title: string; duration: string; warning?: string; instructions: string[]; question: string };

/**
 * The step of a guide comes as an Adaptive Card. Drawing those would double the page's weight, so that its parts become
 * words with a look of their own (`markdown.ts`), and its buttons become the ones below the conversation.
 */
export function asShown(activity: Activity): Activity {
  const step = activity.channelData?.step;
  if (!step) return activity;
  const { attachments, ...rest } = activity;
  const actions = attachments?.flatMap(({ content }) => content?.actions ?? []).flatMap(({ data: carried }) => carried?.cardAction ?? []) ?? [];
  return {
    ...rest,
    text: inWords(step, activity.channelData?.lead),
    textFormat: "markdown",
    ...(actions.length > 0 && { suggestedActions: { to: [], actions } }),
  };
}

function inWords(step: Step, lead: string | undefined): string {
  const { number, of, progress, title, duration, warning, instructions, question } = step;
  return [
    ...(lead ? [lead] : []),
    `[progress ${number}/${of}] ${progress} · ${duration}`,
    `## ${title}`,
    ...(warning ? [`> ${warning}`] : []),
    instructions.map((instruction, at) => `${at + 1}. ${instruction.replaceAll("\n", " ")}`).join("\n"),
    `**${question}**`,
  ].join("\n\n");
}
