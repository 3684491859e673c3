import type { Block, Page } from "./page-blocks.ts";

/** What a page with an error guide says, as far as it can be read; what it does not say is missing. */
export type ReadGuide = {
  title?: string;
  brand?: string;
  code?: string;
  codeAliases: readonly string[];
  productType?: string;
  summary?: string;
  severity?: "low" | "medium" | "high";
  difficulty?: "easy" | "medium" | "hard";
  minutes?: { least: number; most: number };
  tools: readonly string[];
  steps: readonly ReadStep[];
  professional?: string;
  /** Sites of the brand where people can ask, and who else is named, in the page's words. */
  contact?: string;
  provider?: string;
  statusPages: readonly string[];
  /** The day from which the page says that it holds; the first one where it names only a month. */
  verifiedOn?: string;
  questions: readonly { question: string; answer: string }[];
  /** Blocks that nothing was made of. */
  unread: readonly string[];
};

export type ReadStep = {
  title: string;
  minutes?: number;
  warning?: string;
  purpose?: string;
  instructions: readonly string[];
  /** Instructions of single devices or groups of them, by the names of `on`. */
  devices: Readonly<Record<string, readonly string[]>>;
};

export const emptyGuide: ReadGuide = {
  codeAliases: [],
  tools: [],
  steps: [],
  statusPages: [],
  questions: [],
  unread: [],
};

/** Questions that most articles answer. */
export const commonAnswers = ["what-it-means", "whose-fault", "how-long"];

/** "502", "NW-2-5", "OVP_00012", "0x80070005", "ERR_NETWORK". */
const codeForm = String.raw`[A-Z]{0,8}[-:_]?\d[\w:-]*|[A-Z]{1,8}(?:[-_]\w+)+`;
const errorTitle = new RegExp(
  String.raw`^(?:(?:how (?:to|do i) )?(?:fix|solve|resolve|troubleshoot)(?:ing)?\s+)?(?:the\s+)?(.+?)\s+(?:error(?:\s+code)?|code|fehler)[\s:#]+(?:code\s+)?(${codeForm})`,
  "iu",
);

const numbered = /^(?:step\s+)?\d{1,2}\s*[.):–-]?\s+(?=\S)|^step\s+\d{1,2}\s*[.):–-]\s*/iu;
const isStepHeading = ({ kind, text }: Block): boolean =>
  (kind === "heading" && (/^step\s+\d/iu.test(text) || /^\d{1,2}\s*[.):]\s/u.test(text))) ||
  (kind === "heading" && /^(?:fix|solution|method)\s+\d/iu.test(text));
const faqHeading = /\bfaqs?\b|frequently asked|\bquestions\b/iu;
const professionalHeading =
  /when to (?:call|contact|seek|get)|professional|still (?:stuck|not working)|contact support/iu;
const toolsHeading = /\btools?\b|what you(?:'ll| will)? need|you need/iu;
const stepsHeading = /\bhow to fix\b|\bsteps?\b|\bsolutions?\b|\bfixes\b|\bfix it\b|\btroubleshoot/iu;

const warningStart = /^(?:warning|caution|important|note|attention|heads up|be careful)\s*[:!–-]\s*/iu;

/** Says what is lost or must be ready, without a word that announces a warning. */
const warns =
  /\b(?:will (?:remove|delete|erase|lose)|(?:be|are|is) (?:deleted|removed|lost|erased)|make sure (?:that )?you (?:know|have))\b/iu;

const deviceNames: readonly (readonly [RegExp, string])[] = [
  [/^(?:on\s+)?(?:a\s+)?windows(?:\s+\d+)?(?:\s+pc)?$/iu, "windows"],
  [/^(?:on\s+)?(?:a\s+)?(?:mac|macos|mac os)$/iu, "macos"],
  [/^(?:on\s+)?linux$/iu, "linux"],
  [/^(?:on\s+)?(?:an?\s+)?(?:iphone|ipad|ios|iphone (?:or|and) ipad|iphone\/ipad)$/iu, "ios"],
  [/^(?:on\s+)?(?:an?\s+)?android(?: phone| tablet)?$/iu, "android"],
  [/^(?:on\s+)?(?:the\s+)?(?:web|browser|web player|web browser)$/iu, "web"],
  [/^(?:on\s+)?(?:a\s+)?(?:tv|smart tv|console|speaker|other devices?)$/iu, "other"],
  [/^(?:on\s+)?(?:a\s+)?(?:computer|desktop|pc|pc (?:or|and) mac)$/iu, "computer"],
  [/^(?:on\s+)?(?:a\s+)?(?:phone|mobile|mobile devices?|phone or tablet)$/iu, "phone"],
];

/** "Windows: press …": the device and what is done there. */
function deviceLine(text: string): { device: string; rest: string } | null {
  const [head = "", ...rest] = text.split(/:\s+/u);
  const device = deviceNames.find(([name]) => name.test(head.trim()))?.[1];
  return device && rest.length > 0 ? { device, rest: rest.join(": ") } : null;
}

const sentences = (text: string): string[] => text.split(/(?<=[.?!]["')]?)\s+(?=[A-Z0-9"'(])/u).filter(Boolean);
const calm = (text: string): string => text.replaceAll("!", ".").trim();
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const minutesIn = (text: string): number[] => {
  const minutes = [...text.matchAll(/(\d{1,3})(?:\s*(?:-|–|to)\s*(\d{1,3}))?\s*(?:min\b|minutes?)/giu)];
  const hours = [...text.matchAll(/\b(\d|an?|one)\s*hours?\b/giu)];
  return [
    ...minutes.flatMap(([, a, b]) => [a, b].flatMap((one) => (one === undefined ? [] : [Number(one)]))),
    ...hours.map(([, count = ""]) => 60 * (Number(count) || 1)),
  ];
};

/** Begins like an order: "Open …", "Press …". */
const order =
  /^(?:then |next,? |now |first,? |finally,? |if [^,]+, )?(?:open|close|quit|press|tap|click|select|go|choose|turn|unplug|plug|wait|restart|check|visit|sign|log|hold|find|uninstall|install|reinstall|delete|clear|type|enter|run|switch|connect|disconnect|try|disable|enable|update|scroll|swipe|launch|make|power|reboot|download|set|use|look|search|remove|start|stop|reset|contact|flush|move|reconnect)\b/iu;

function readStep(heading: string, body: readonly Block[]): ReadStep {
  const title = heading.replace(numbered, "").replace(/^(?:fix|solution|method)\s+\d+\s*[.):–-]?\s*/iu, "");
  const instructions: string[] = [];
  const purposes: string[] = [];
  const devices: Record<string, string[]> = {};
  const warnings: string[] = [];
  for (const { kind, text } of body) {
    const onDevice = deviceLine(text);
    if (onDevice) (devices[onDevice.device] ??= []).push(...sentences(capitalised(calm(onDevice.rest))));
    else if (warningStart.test(text)) warnings.push(calm(text.replace(warningStart, "")));
    else if (kind === "paragraph" && warns.test(text)) warnings.push(calm(text));
    else if (kind === "item") instructions.push(calm(text));
    else for (const sentence of sentences(calm(text))) (order.test(sentence) ? instructions : purposes).push(sentence);
  }
  const [first] = minutesIn([heading, ...body.map(({ text }) => text)].join(" "));
  return {
    title: titleOf(title),
    instructions,
    devices,
    ...(first === undefined ? {} : { minutes: Math.max(1, first) }),
    ...(warnings.length === 0 ? {} : { warning: warnings.join(" ") }),
    ...(purposes.length === 0 ? {} : { purpose: purposes.join(" ") }),
  };
}

const titleOf = (text: string): string =>
  text
    .replace(/\s*\((?:about |~)?\d+[^)]*(?:min|minute)[^)]*\)/iu, "")
    .replace(/[.:!]+$/u, "")
    .slice(0, 60)
    .trim();

/** The blocks that stand under a heading, up to the next of its level or above, or the next step. */
function under(blocks: readonly Block[], at: number): Block[] {
  const level = blocks[at]?.level ?? 0;
  const rest = blocks.slice(at + 1);
  const end = rest.findIndex((block) => block.kind === "heading" && (block.level <= level || isStepHeading(block)));
  return rest.slice(0, end === -1 ? undefined : end);
}

type Found = { value: string; block: Block };

/** "Severity: Medium", in a line of its own or of a table. */
function factIn(blocks: readonly Block[], name: RegExp): Found | null {
  for (const block of blocks) {
    const match = new RegExp(`^(?:${name.source})\\s*[:–-]\\s*(.+)$`, "iu").exec(block.text);
    if (match) return { value: match[1] ?? "", block };
  }
  return null;
}

const oneOf = <Value extends string>(
  text: string | undefined,
  values: Readonly<Record<Value, RegExp>>,
): Value | undefined => (Object.entries(values) as [Value, RegExp][]).find(([, words]) => words.test(text ?? ""))?.[0];

function productTypeOf(text: string): string {
  if (/\bmusic|song|playlist|podcast|audio/iu.test(text)) return "music-streaming";
  if (/\bmovie|film|\btv show|video|stream|episode/iu.test(text)) return "video-streaming";
  return /\bgame|gaming|console\b/iu.test(text) ? "gaming" : "other";
}

function questionsIn(blocks: readonly Block[], used: Set<Block>): { question: string; answer: string }[] {
  const at = blocks.findIndex(({ kind, text }) => kind === "heading" && faqHeading.test(text));
  if (at === -1) return [];
  const section = blocks.slice(at + 1);
  const found: { question: string; answer: string[] }[] = [];
  const level = blocks[at]?.level ?? 0;
  used.add(blocks[at] as Block);
  for (const block of section) {
    const text = block.text.replace(/^[qa]\s*[:.]\s*/iu, "");
    if (block.kind === "heading" && block.level <= level && !text.endsWith("?")) break;
    if (text.endsWith("?") && text.length < 140) found.push({ question: text, answer: [] });
    else if (found.length > 0) found.at(-1)?.answer.push(calm(text));
    else continue;
    used.add(block);
  }
  return found
    .filter(({ answer }) => answer.length > 0)
    .map(({ question, answer }) => ({ question, answer: answer.join(" ") }));
}

function stepsIn(blocks: readonly Block[], used: Set<Block>): ReadStep[] {
  const headed = blocks.flatMap((block, at) => (isStepHeading(block) ? [at] : []));
  const take = (at: number): ReadStep => {
    const body = under(blocks, at).filter((block) => !used.has(block));
    for (const block of [blocks[at] as Block, ...body]) used.add(block);
    return readStep(blocks[at]?.text ?? "", body);
  };
  if (headed.length > 0) {
    const titles = blocks.filter(({ kind, text, level }) => kind === "heading" && level > 1 && stepsHeading.test(text));
    for (const title of titles) used.add(title);
    return headed.map(take);
  }
  const section = blocks.findIndex(
    ({ kind, text, level }) => kind === "heading" && level > 1 && stepsHeading.test(text),
  );
  if (section === -1) return [];
  const level = blocks[section]?.level ?? 0;
  used.add(blocks[section] as Block);
  const inside = under(blocks, section);
  const subheadings = inside.filter(({ kind, level: own }) => kind === "heading" && own > level);
  if (subheadings.length > 0) return subheadings.map((block) => take(blocks.indexOf(block)));
  // Without headings, each item of the list is a step, with what stands between it and the next.
  return inside.flatMap((block, at) => {
    if (block.kind !== "item") return [];
    const next = inside.findIndex(({ kind }, later) => later > at && kind === "item");
    const more = inside.slice(at + 1, next === -1 ? undefined : next);
    for (const one of [block, ...more]) used.add(one);
    const [first = "", ...rest] = sentences(calm(block.text));
    return [readStep(first, [...rest.map((text): Block => ({ kind: "paragraph", level: 0, text })), ...more])];
  });
}

/** What the code is called as well: "502 Bad Gateway", "502 is a 'Bad Gateway' error". */
function aliasesOf(code: string | undefined, blocks: readonly Block[]): string[] {
  if (code === undefined) return [];
  const words = String.raw`((?:[A-Z][a-z]+\s?){2,3})`;
  const pattern = new RegExp(String.raw`${RegExp.escape(code)}\s+(?:is an?\s+)?\(?["']?${words}`, "gu");
  const found = blocks.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map(([, name = ""]) => name.trim().toLowerCase()),
  );
  return [...new Set(found)].filter((name) => !/\b(?:error|how|what|on|is)\b/u.test(name)).slice(0, 3);
}

type Facts = Pick<ReadGuide, "severity" | "difficulty" | "minutes"> & { toolText: string | undefined };

/** "Easy 5-20 minutes Medium Severity": facts in a row under the title, without their names. */
function badgesIn(
  blocks: readonly Block[],
  used: Set<Block>,
): { severity?: string; difficulty?: string; time?: string } {
  const row =
    /^(?<difficulty>easy|simple|moderate|medium|hard|advanced) (?<time>\d.*?min(?:ute)?s?) (?<severity>\w+) severity$/iu;
  const block = blocks.find(({ text }) => row.test(text));
  if (block) used.add(block);
  return { ...row.exec(block?.text ?? "")?.groups };
}

/** Facts that stand in a line or a row of their own. */
function factsIn(blocks: readonly Block[], used: Set<Block>): Facts {
  const fact = (name: RegExp): string | undefined => {
    const found = factIn(blocks, name);
    if (found) used.add(found.block);
    return found?.value;
  };
  const badges = badgesIn(blocks, used);
  const severity = oneOf(fact(/severity(?: level)?/u) ?? badges.severity, {
    low: /low|minor/iu,
    medium: /medium|moderate/iu,
    high: /high|severe|critical/iu,
  });
  const difficulty = oneOf(fact(/(?:diy )?difficulty(?: level)?/u) ?? badges.difficulty, {
    easy: /easy|simple|beginner/iu,
    medium: /medium|moderate|intermediate/iu,
    hard: /hard|difficult|advanced/iu,
  });
  const time = /(?:estimated |average |total )?(?:time|duration|fix time)(?: (?:to fix|needed|required))?/u;
  const times = minutesIn(fact(time) ?? badges.time ?? "");
  return {
    ...(severity ? { severity } : {}),
    ...(difficulty ? { difficulty } : {}),
    ...(times.length > 0 ? { minutes: { least: Math.min(...times), most: Math.max(...times) } } : {}),
    toolText: fact(/tools?(?: (?:needed|required|you need))?/u),
  };
}

const monthNames = "january,february,march,april,may,june,july,august,september,october,november,december".split(",");

/** "Verified June 2026", "Last updated: 3 June 2026", as a date. */
function dayIn(blocks: readonly Block[], used: Set<Block>): string | null {
  const pattern = new RegExp(
    String.raw`^(?:last )?(?:verified|updated|reviewed|checked)(?: on)?:?\s+(?:(\d{1,2})\.?\s+)?(${monthNames.join("|")})\s+(?:(\d{1,2}),?\s+)?(20\d\d)`,
    "iu",
  );
  for (const block of blocks) {
    const [, before, month = "", after, year] = pattern.exec(block.text) ?? [];
    if (year === undefined) continue;
    used.add(block);
    const number = monthNames.indexOf(month.toLowerCase()) + 1;
    return [year, number, before ?? after ?? 1].map((part) => String(part).padStart(2, "0")).join("-");
  }
  return null;
}

/** Brand, code and kind of product, where they stand as facts of their own. */
function namedFacts(blocks: readonly Block[], used: Set<Block>): Pick<ReadGuide, "brand" | "code" | "productType"> {
  const fact = (name: RegExp): string | undefined => {
    const found = factIn(blocks, name);
    if (found) used.add(found.block);
    return found?.value.trim();
  };
  const [brand, code, type] = [fact(/brand/u), fact(/error code/u), fact(/product type/u)];
  return {
    ...(brand ? { brand } : {}),
    ...(code && !/\s/u.test(code) ? { code } : {}),
    ...(type ? { productType: type.toLowerCase().replaceAll(/[^a-z]+/gu, "-") } : {}),
  };
}

/** The sentence about whoever provides the internet, where the text names them. */
const providerIn = (text: string): string | undefined =>
  sentences(text).find((sentence) => /\binternet (?:service )?provider\b|\bISP\b/u.test(sentence));

/** The blocks under the heading that is found by its words; the heading counts as used. */
function sectionOf(blocks: readonly Block[], words: RegExp, used: Set<Block>): Block[] {
  const at = blocks.findIndex(({ kind, text }) => kind === "heading" && text.length < 80 && words.test(text));
  if (at === -1) return [];
  const section = under(blocks, at).filter((block) => !used.has(block));
  for (const block of [blocks[at] as Block, ...section]) used.add(block);
  return section;
}

/** Brand and code of a page, from its title or its text. */
function nameIn(title: string, text: string): { brand?: string; code?: string } {
  const [, brand, code] = errorTitle.exec(title) ?? errorTitle.exec(text) ?? [];
  if (brand === undefined || code === undefined) return {};
  return { brand: brand.trim(), code: code.replace(/[:.-]+$/u, "") };
}

/** The first address of each site. */
const onePerSite = (urls: readonly string[]): string[] =>
  [...new Map(urls.toReversed().map((url) => [new URL(url).host, url])).values()].toReversed();

/** Reads the guide of a page. */
export function readGuide({ blocks, links }: Page): ReadGuide {
  const used = new Set<Block>();
  const headings = blocks.filter(({ kind }) => kind === "heading");
  const title = headings.find(({ level }) => level === 1) ?? headings[0];
  if (title) used.add(title);
  const all = blocks.map(({ text }) => text).join(" ");
  const { productType, ...given } = namedFacts(blocks, used);
  const name = { ...nameIn(title?.text ?? "", all), ...given };
  const verifiedOn = dayIn(blocks, used);
  const { toolText, ...facts } = factsIn(blocks, used);
  const questions = questionsIn(blocks, used);
  const professional = sectionOf(blocks, professionalHeading, used);
  const tools = sectionOf(blocks, toolsHeading, used);
  const steps = stepsIn(blocks, used);
  const isSummary = (block: Block): boolean => block.kind === "paragraph" && !used.has(block) && block.text.length > 40;
  const summary = blocks.slice(title ? blocks.indexOf(title) + 1 : 0).find(isSummary);
  if (summary) used.add(summary);
  // A page without an introduction says what the error is where it is asked.
  const about = summary?.text ?? questions.find(({ question }) => /\bmean\b/iu.test(question))?.answer;
  const contact = links.find((url) => /\b(?:support|help)\b/iu.test(url));
  const statusPages = [/^https:\/\/[^/]*\bstatus\b/iu, /\/[^/]*\bstatus\b/iu, /downdetector/iu].flatMap((kind) =>
    links.filter((url) => kind.test(url)),
  );
  const professionalText = professional.map(({ text }) => calm(text)).join(" ");
  const provider = providerIn(professionalText);
  return {
    ...name,
    ...facts,
    ...(title ? { title: name.code ? `${name.brand} error ${name.code}` : titleOf(title.text) } : {}),
    codeAliases: aliasesOf(name.code, blocks),
    productType: productType ?? productTypeOf(all),
    ...(about === undefined ? {} : { summary: sentences(calm(about))[0] ?? about }),
    tools: tools.length > 0 ? tools.map(({ text }) => calm(text)) : (toolText?.split(/,\s*|;\s*/u) ?? []),
    steps,
    ...(professionalText === "" ? {} : { professional: professionalText }),
    ...(contact ? { contact } : {}),
    ...(provider === undefined ? {} : { provider }),
    ...(verifiedOn === null ? {} : { verifiedOn }),
    statusPages: onePerSite(statusPages),
    questions,
    unread: blocks.filter((block) => !used.has(block)).map(({ text }) => text),
  };
}
