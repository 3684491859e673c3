import { deskEn } from "../../dialogs/wording/desk-en.ts";
import { en } from "../../dialogs/wording/en.ts";
import { inLocale, type Article, type Device, type Step } from "../../knowledge/article.ts";
import { canDo, stepOf, type Guides } from "../../dialogs/guides.ts";
import { nextStep } from "../../dialogs/next-step.ts";
import type { TriedStep } from "../../dialogs/effects.ts";
import type { StoredFile } from "../conversation/attachment-ports.ts";
import type { CaseLogEntry, StoredCase } from "../conversation/case-ports.ts";
import type { Delivery, Undelivered } from "../conversation/line-ports.ts";
import type { TranscriptLine } from "../conversation/ports.ts";
import { deskApiPath } from "./api.ts";
import { textOfLine } from "./line-text.ts";

/** What a login is called where people read it. */
export type NameOf = (login: string) => string;

/** A case as the desk's API gives it: times as ISO 8601, the steps by id and by name. */
export function caseToJson(found: StoredCase, guides: Guides, nameOf: NameOf) {
  const article = guides.article(found.article);
  return {
    id: found.number,
    status: found.status,
    subject: found.subject,
    reason: found.reason,
    channel: found.channel,
    platform: found.device,
    platformName: found.device === null ? null : en.deviceNames[found.device],
    article: found.article,
    articleTitle: article ? inLocale(article.facts.title, "en") : null,
    language: found.language,
    person: found.userName,
    page: found.page,
    contact: found.contact,
    stepsTried: stepsTried(found, article).map((one) => ({ ...one, at: iso(one.at) })),
    liveStatus: found.liveStatus,
    openedAt: iso(found.openedAt),
    waitingSince: iso(found.waitingSince),
    assignee: found.assignee,
    assigneeName: found.assignee === null ? null : nameOf(found.assignee),
    closedAt: found.closedAt === null ? null : iso(found.closedAt),
    ended: found.ended,
    resolution: found.resolution,
    reopened: found.reopened,
    rating: found.rating,
    lastLine: found.lastLine
      ? { ...found.lastLine, text: preview(found.lastLine.text), at: iso(found.lastLine.at) }
      : null,
    unansweredSince: found.unansweredSince ? iso(found.unansweredSince) : null,
    changed: found.changed,
  };
}

/** What the person would try next, in the agent's words: the agents' page is in English. */
export function suggestedStep({ article: id, device, tried }: StoredCase, guides: Guides) {
  const article = guides.article(id);
  const next =
    article && device ? nextStep(article, { device, tried, evidence: [], status: { kind: "unknown" } }) : undefined;
  if (!next || !device) return null;
  const how = next.on[device];
  if (!canDo(how)) return null;
  return {
    step: next.id,
    title: inLocale(how.replaces?.title ?? next.title, "en"),
    instructions: inLocale(how.instructions, "en"),
  };
}

/** What canned replies name of the error: pages as people read them. Null where no error is known. */
export function errorNames({ article: id }: StoredCase, guides: Guides) {
  const article = guides.article(id);
  if (!article) return null;
  const { identity, status, facts } = article;
  const supportPage = facts.contacts.find(({ url }) => url !== undefined)?.url;
  return {
    brand: identity.brand,
    code: identity.code,
    statusPage: withoutScheme(status.pages[0]?.url),
    supportPage: withoutScheme(supportPage),
  };
}

const withoutScheme = (url: string | undefined): string | null => url?.replace(/^https:\/\//u, "") ?? null;

/** What was said, without what only the person's channel needs; `undelivered`: where it has not arrived. */
export function lineToJson(line: TranscriptLine, number: string, undelivered?: Undelivered) {
  const { seq, from, at, author, id, changed } = line;
  return {
    seq,
    id,
    from,
    text: textOfLine(line),
    at: iso(at),
    ...(author !== undefined && { author }),
    ...(changed !== undefined && { changed }),
    ...(line.files && { attachments: line.files.map((file) => fileToJson(number, file)) }),
    ...(from !== "user" && deliveryOf(undelivered)),
  };
}

function fileToJson(number: string, { id, name, type, size }: StoredFile) {
  return { id, name, type, size, url: `${deskApiPath}/cases/${encodeURIComponent(number)}/attachments/${id}` };
}

/** `reason`: why it has not arrived yet, or never will. */
function deliveryOf(undelivered: Undelivered | undefined): { delivery: Delivery; reason?: string } {
  if (!undelivered) return { delivery: "delivered" };
  const { delivery, reason } = undelivered;
  return { delivery, ...(reason !== null && { reason }) };
}

/** What was done with the case, and by whom. Of a transfer `text` is the login of who got it, `textName` their name. */
export function eventToJson({ id, at, who, what, text }: CaseLogEntry, nameOf: NameOf) {
  const names = { whoName: nameOf(who), ...(what === "transferred" && { textName: nameOf(text) }) };
  return { id, at: iso(at), who, what, text, ...names };
}

/** The steps that the person tried, as they were called on their device: in English, which the desk speaks. */
export function stepsTried(
  { tried, device }: Pick<StoredCase, "tried" | "device">,
  article: Article | undefined,
): readonly (TriedStep & { title: string })[] {
  return tried.map((one) => ({
    ...one,
    title: titleOf(stepOf(article, one.step), device) ?? deskEn.stepGone(one.step),
  }));
}

function titleOf(step: Step | undefined, device: Device | null): string | undefined {
  if (!step) return undefined;
  const how = device === null ? undefined : step.on[device];
  return inLocale((how && canDo(how) ? how.replaces?.title : undefined) ?? step.title, "en");
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** What fits into a row of a list. */
function preview(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
