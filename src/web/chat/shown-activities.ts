import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import { faceOf } from "./rating-faces.ts";

/** The fields of an activity that the page reads. */
export type Activity = {
  id?: string;
  type: string;
  text?: string;
  textFormat?: string;
  attachments?: Attachment[];
  suggestedActions?: { to: string[]; actions: unknown[] };
  timestamp?: string;
  from?: { id?: string; name?: string; role?: string };
  channelData?: {
    page?: string;
    step?: Step;
    summary?: unknown;
    textOutsideCard?: string;
    /** The open case, and the agent who has it. */
    desk?: { case: string; agent?: string };
    feedback?: { about: string };
    source?: { name: string; url?: string };
    /** Everything stored of the person was deleted. */
    erased?: boolean;
    /** A thumb that the person gave to this message. */
    thumb?: { on: string; good: boolean };
    [key: string]: unknown;
  };
  [key: string]: unknown;
};
type Attachment = {
  contentType?: string | undefined;
  contentUrl?: string | undefined;
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
 * Markdown with blocks of its own (`markdown.ts`), a summary as its text, and their buttons as suggested actions. Who
 * speaks, thumbs and the source of an answer are blocks, too. Null: the activity is not shown.
 */
export function toShownActivity(activity: Activity): Activity | null {
  const { type, from, channelData } = activity;
  if (channelData?.thumb) return null;
  if (type !== "message" || from?.role === "user") return activity;
  return from?.id === "agent" ? agentActivity(activity) : assistantActivity(activity);
}

/** Agents write plain text. */
function agentActivity(activity: Activity): Activity {
  const name = activity.from?.name ?? words.agent;
  const text = activity.text ?? "";
  return withSpeaker(
    { ...activity, text, textFormat: "markdown" },
    { kind: "agent", name, spokenPrefix: words.saidBy(name), text },
  );
}

function assistantActivity(activity: Activity): Activity {
  const { step, summary, textOutsideCard, feedback, source } = activity.channelData ?? {};
  const { attachments, ...rest } = activity;
  const actions = step || summary ? cardActionsOf(attachments) : (activity.suggestedActions?.actions ?? []);
  const text = activity.text ?? "";
  const shown = step ? [...(textOutsideCard ? [textOutsideCard] : []), stepToMarkdown(step)].join("\n\n") : text;
  const blocks = [
    shown,
    ...(source?.url ? [`[source ${source.url}] ${source.name}`] : []),
    ...(feedback ? [`[thumbs ${activity.id ?? ""} ${feedback.about}]`] : []),
  ];
  return withSpeaker(
    {
      ...(step || summary ? rest : activity),
      text: blocks.join("\n\n"),
      textFormat: "markdown",
      ...(actions.length > 0 && { suggestedActions: { to: [], actions: likelyFirst(actions).map(withFace) } }),
    },
    { kind: "assistant", name: "", spokenPrefix: words.assistantSaid, text },
  );
}

function cardActionsOf(attachments: Activity["attachments"]): unknown[] {
  const actions = attachments?.flatMap(({ content }) => content?.actions ?? []) ?? [];
  return actions.flatMap(({ data: carried }) => carried?.cardAction ?? []);
}

type Speaker = { kind: "agent" | "assistant"; name: string; spokenPrefix: string; text: string };

/** Adds who speaks, for eyes and screen readers: Web Chat itself has one name for all that is not the person's. */
function withSpeaker(activity: Activity, { kind, name, spokenPrefix, text }: Speaker): Activity {
  return {
    ...activity,
    text: `[${kind}] ${name.replaceAll("\n", " ")}\n${activity.text ?? ""}`,
    channelData: {
      ...activity.channelData,
      "webchat:fallback-text": `${spokenPrefix} ${text.replaceAll("**", "")}`,
    },
  };
}

/** At most two letters. */
export function initialsOf(name: string): string {
  const parts = name.split(/[\s._-]+/).filter((part) => part !== "");
  const chosen = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return chosen.map((part) => /./u.exec(part ?? "")?.[0]?.toUpperCase() ?? "").join("");
}

type Action = { title?: string; value?: { event?: { type?: string; score?: number } } };

/** Ratings have faces. */
function withFace(action: unknown): unknown {
  const { type, score } = (action as Action).value?.event ?? {};
  return type === "rate" && score !== undefined
    ? { ...(action as Action), image: faceOf(score), imageAltText: words.rating }
    : action;
}

const devices: readonly (readonly [agent: RegExp, label: RegExp])[] = [
  [/iPhone|iPad/, /iphone/i],
  [/Android/, /android/i],
  [/Windows/, /windows/i],
  [/Macintosh/, /\bmac/i],
];

/** Where devices are to choose from, the one that this page runs on comes first. */
function likelyFirst(actions: readonly unknown[]): unknown[] {
  const label = devices.find(([agent]) => agent.test(navigator.userAgent))?.[1];
  const isOwn = (action: unknown): boolean => {
    const { title = "", value } = action as Action;
    return value?.event?.type === "device" && (label?.test(title) ?? false);
  };
  return [...actions.filter(isOwn), ...actions.filter((action) => !isOwn(action))];
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
