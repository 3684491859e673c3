import { toRewrite } from "../../../knowledge/text-checks.ts";
import { commonAnswers, type ReadGuide } from "./read-guide.ts";

/** Drafts of articles as text: what is known, and a gap where somebody has to write. */

/** A text in YAML that stands for itself: in quotes, on one line. */
const quoted = (text: string): string => JSON.stringify(text);

/** A longer one does not fit a button. */
const longestTitle = 60;

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "");

/** Step ids that shared files and other articles use, by the words of a title. */
const knownSteps: readonly (readonly [RegExp, string])[] = [
  [/\b(?:server|service|network)? ?status\b|\boutage\b|\bdown ?detector\b/iu, "check-status"],
  [/\brestart\b.*\b(?:router|modem|network|internet)\b|\bpower[- ]cycle\b.*\b(?:router|modem)\b/iu, "restart-router"],
  [/\b(?:switch|another|different|change)\b.*\b(?:network|connection|wi-?fi)\b/iu, "switch-network"],
  [/\bvpn\b|\bproxy\b/iu, "disable-vpn"],
  [/\bflush\b.*\bdns\b/iu, "flush-dns"],
  [/\bcache\b/iu, "clear-cache"],
  [/\breinstall\b/iu, "reinstall"],
  [/\bupdate\b/iu, "update-app"],
  [/\blog(?:ging)? (?:out|in|back)\b|\bsign(?:ing)? (?:out|in|back)\b/iu, "relogin"],
  [/\brestart\b.*\b(?:device|computer|phone|tv|console)\b/iu, "restart-device"],
  [/\brestart\b|\breopen\b/iu, "restart-app"],
];

function stepId(title: string): string {
  return (
    knownSteps.find(([words]) => words.test(title))?.[1] ?? (slug(title).split("-").slice(0, 4).join("-") || "step")
  );
}

/** Answer ids that other articles use, by the words of a question. */
const knownAnswers: readonly (readonly [RegExp, string])[] = [
  [/\bhow long\b.*\b(?:last|down|take until|go away)\b|\bhow long\b.*\berror\b/iu, "how-long"],
  [/\bhow long\b|\bhow much time\b/iu, "fix-time"],
  [/\bwhat\b.*\b(?:mean|is)\b/iu, "what-it-means"],
  [/\b(?:my|whose) (?:fault|end|side)\b|\bon (?:my|their|your) (?:end|side)\b/iu, "whose-fault"],
  [/\bstatus\b.*\b(?:fine|green|ok|normal|no)\b/iu, "status-fine"],
  [/\b(?:(?:only|just) me|everyone|everybody|(?:all|other) users|affected)\b/iu, "who-is-affected"],
  [/\b(?:lose|losing|delete)\b.*\b(?:download|playlist|data|music)\b|\bdownload/iu, "lose-downloads"],
  [/\btools?\b/iu, "tools-needed"],
  [/\b(?:hard|difficult|easy)\b/iu, "difficulty"],
  [/\b(?:serious|dangerous|harm)\b/iu, "severity"],
  [/\b(?:technician|professional|support|contact)\b/iu, "professional"],
];

const answerId = (question: string): string =>
  knownAnswers.find(([words]) => words.test(question))?.[1] ??
  (slug(question).split("-").slice(0, 5).join("-") || "answer");

/** Ids that are used once: the second of a name gets a number. */
function distinct(ids: readonly string[]): string[] {
  return ids.map((id, at) => {
    const before = ids.slice(0, at).filter((one) => one === id).length;
    return before === 0 ? id : `${id}-${before + 1}`;
  });
}

const list = (indent: string, texts: readonly string[]): string[] => texts.map((text) => `${indent}- ${quoted(text)}`);

/** Steps that lie in knowledge/steps, for pages that only name them. */
const sharedSteps = ["restart-router", "restart-device", "disable-vpn"];

/** Minutes of a step that a page only names. */
const usualMinutes = 3;

/** The minutes of each step, so that all together fit into those of the guide where the page leaves some open. */
function minutesOf({ steps, minutes }: ReadGuide): number[] {
  const open = steps.filter((step) => step.minutes === undefined).length;
  const known = steps.reduce((sum, step) => sum + (step.minutes ?? 0), 0);
  const share = (total: number): number => (total - known) / Math.max(1, open);
  const { least, most } = minutes ?? { least: 1, most: Infinity };
  const each = Math.max(1, Math.ceil(share(least)), Math.min(usualMinutes, Math.floor(share(most))));
  return steps.map((step) => step.minutes ?? each);
}

function stepLines(step: ReadGuide["steps"][number], id: string, minutes: number): string[] {
  const isOnlyNamed = step.instructions.length === 0 && Object.keys(step.devices).length === 0;
  if (isOnlyNamed && sharedSteps.includes(id)) return [`  - use: ${id}`, `    minutes: ${minutes}`, ``];
  const general = step.instructions.length > 0 ? step.instructions : ["TODO what to do"];
  const destroys = id === "reinstall";
  return [
    `  - id: ${id}`,
    `    title:`,
    `      en: ${quoted(step.title)}`,
    `    minutes: ${minutes}`,
    ...(step.warning || destroys
      ? [
          `    warning:`,
          `      en: ${quoted(step.warning ?? "TODO what is lost, and what must be ready")}${step.warning ? ` ${toRewrite}` : ""}`,
        ]
      : []),
    ...(destroys ? [`    asksFirst: true`] : []),
    `    purpose:`,
    `      en: ${quoted(step.purpose ?? "TODO what this step does, and why it can help")}${step.purpose ? ` ${toRewrite}` : ""}`,
    `    on:`,
    `      all:`,
    `        instructions:${step.instructions.length > 0 ? ` ${toRewrite}` : ""}`,
    `          en:`,
    ...list("            ", general),
    ...Object.entries(step.devices).flatMap(([device, lines]) => [
      `      ${device}:`,
      `        instructions: ${toRewrite}`,
      `          en:`,
      ...list("            ", lines),
    ]),
    ``,
  ];
}

function answerLines(guide: ReadGuide): string[] {
  const ids = distinct(guide.questions.map(({ question }) => answerId(question)));
  const asked = guide.questions.flatMap(({ question, answer }, at) => [
    `  - id: ${ids[at]}`,
    `    title:`,
    `      en: ${quoted(question)}${question.length > longestTitle ? ` ${toRewrite}` : ""}`,
    `    text:`,
    `      en: ${quoted(answer)} ${toRewrite}`,
  ]);
  const missing = guide.questions.length > 0 ? [] : commonAnswers.slice(0, 1);
  return [
    ...asked,
    ...missing.flatMap((id) => [
      `  - id: ${id}`,
      `    title:`,
      `      en: ${quoted(`What does ${guide.code ? `error ${guide.code}` : "this error"} mean?`)}`,
      `    text:`,
      `      en: TODO two to four sentences, the direct answer first`,
    ]),
  ];
}

function contactLines(guide: ReadGuide): string[] {
  return [
    `  contacts:`,
    `    - name:`,
    `        en: ${quoted(`${guide.brand ?? "TODO"} Support`)}`,
    ...(guide.contact ? [`      url: ${guide.contact}`] : []),
    `      when:`,
    `        en: The error stays after every step.`,
    ...(guide.provider === undefined
      ? []
      : [
          `    - name:`,
          `        en: Your internet provider`,
          `      when:`,
          `        en: ${quoted(guide.provider)} ${toRewrite}`,
        ]),
  ];
}

function statusLines({ brand, statusPages }: ReadGuide): string[] {
  const pages = statusPages.length > 0 ? statusPages : ["https://TODO.example.com"];
  return pages.flatMap((url) => [
    `    - name: ${quoted(/downdetector/u.test(url) ? "Downdetector" : `${brand ?? "TODO"}'s status page`)}`,
    `      url: ${url}`,
  ]);
}

/** The article's file for a guide that was read, or for one that is only begun. */
export function draftOf(
  guide: ReadGuide,
  { id, source, today }: { id: string; source: string; today: string },
): string {
  const stepIds = distinct(guide.steps.map(({ title }) => stepId(title)));
  const stepMinutes = minutesOf(guide);
  const sum = stepMinutes.reduce((total, one) => total + one, 0);
  const minutes = guide.minutes ?? { least: 1, most: Math.max(30, sum) };
  const brand = guide.brand ?? "TODO whose error it is";
  return [
    `# yaml-language-server: $schema=../article.schema.json`,
    `# A draft. Fill every TODO, say the marked sentences in your own words, then: npx assistant article check ${id}`,
    ``,
    `id: ${id}`,
    `source: ${quoted(source)}`,
    `verifiedOn: ${guide.verifiedOn ?? today}`,
    ``,
    `identity:`,
    `  brand: ${quoted(brand)}`,
    `  brandAliases: []`,
    `  product: ${quoted(`${guide.brand ?? "TODO the"} app`)}`,
    `  productType: ${guide.productType ?? "other"}`,
    `  code: ${quoted(guide.code ?? "TODO the code as it is shown")}`,
    `  codeAliases: [${guide.codeAliases.map(quoted).join(", ")}]`,
    ``,
    `facts:`,
    `  title:`,
    `    en: ${quoted(guide.title ?? `${brand} error ${guide.code ?? "TODO"}`)}`,
    `  summary:`,
    `    en: ${quoted(guide.summary ?? "TODO one sentence: what this error is")}${guide.summary ? ` ${toRewrite}` : ""}`,
    `  severity: ${guide.severity ?? "medium"}`,
    `  difficulty: ${guide.difficulty ?? "easy"}`,
    `  minutes:`,
    `    least: ${minutes.least}`,
    `    most: ${minutes.most}`,
    `  tools:`,
    `    en:`,
    ...list("      ", guide.tools.length > 0 ? guide.tools : ["The device you use"]),
    `  professional:`,
    `    en: ${quoted(guide.professional ?? "TODO when to stop trying, and whom to ask")}${guide.professional ? ` ${toRewrite}` : ""}`,
    ...contactLines(guide),
    ``,
    `status:`,
    `  pages:`,
    ...statusLines(guide),
    ``,
    `steps:`,
    ...guide.steps.flatMap((step, at) => stepLines(step, stepIds[at] ?? "step", stepMinutes[at] ?? usualMinutes)),
    ...(guide.steps.length > 0 ? [] : begunSteps),
    `answers:`,
    ...answerLines(guide),
    ``,
  ].join("\n");
}

/** The labels of a draft, which its phrasings are for. */
export function draftLabels(guide: ReadGuide, id: string): string[] {
  const answers = guide.questions.map(({ question }) => answerId(question));
  return [
    `problem:${id}`,
    ...distinct(answers.length > 0 ? answers : commonAnswers.slice(0, 1)).map((answer) => `faq:${answer}`),
    ...distinct(guide.steps.map(({ title }) => stepId(title))).map((step) => `step:${step}`),
  ];
}

/** Steps of an article that is only begun: one of its own, and those that articles share. */
const begunSteps = [
  `  - id: restart-app`,
  `    title:`,
  `      en: TODO what to do, as an order`,
  `    minutes: 2`,
  `    purpose:`,
  `      en: TODO what this step does, and why it can help`,
  `    on:`,
  `      all:`,
  `        instructions:`,
  `          en:`,
  `            - TODO what to do`,
  ``,
  `  - use: restart-device`,
  `  - use: restart-router`,
  `  - use: disable-vpn`,
  ``,
];

/** Those of the labels that need lines of their own: its problem, and what no other file has. */
export function ownLabels(
  labels: readonly string[],
  phrasings: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return labels.filter(
    (label) => label.startsWith("problem:") || !phrasings.some((file) => Object.hasOwn(file, label)),
  );
}

/** The phrasings of a draft: its labels, each with a gap for the author's lines. */
export function draftPhrasings(labels: readonly string[], names: { brand: string; code: string }): string {
  const { brand, code } = names;
  const gaps = labels.map((label) =>
    label.startsWith("problem:")
      ? `"${label}":\n  # TODO at least 5 lines, better 12: what people see and hear. Brand and code are known without any.`
      : `"${label}":\n  # TODO at least 5 lines, better 12, as people type them`,
  );
  return `# What people say about ${brand} ${code}, by what it means, such as\n#   - it stops after the logo\n\n${gaps.join("\n\n")}\n`;
}

/** The talks of a draft. */
export const draftTalks = (names: { brand: string; code: string }): string =>
  `# The error is named, and the guide begins

> ${names.brand} says ${names.code}
< Which device
> windows
< Step 1

# Somebody asks what it means

> what does ${names.brand} ${names.code} mean
< [Start the steps]
`;
