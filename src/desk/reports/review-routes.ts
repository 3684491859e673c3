import { z } from "zod";

import type { Guides } from "../../../dialogs/guides.ts";
import { AppError } from "../../common/errors.ts";
import { type ReviewStore, reviewStates } from "../../conversation/report-ports.ts";
import {
  addPhrasing,
  canAddPhrasings,
  conversationFile,
  labelsOf,
  lineFor,
  type PhrasingFault,
  phrasingPatch,
} from "../../understanding/phrasing-lines.ts";
import { requireLead } from "../agent-role.ts";
import type { DeskApi } from "../api.ts";
import type { Audit } from "../audit.ts";
import type { Calendar } from "../../common/calendar-days.ts";
import { daysIn } from "./report-days.ts";
import { groupsOf } from "./review-groups.ts";

export type ReviewRoutesOptions = {
  api: DeskApi;
  audit: Audit;
  review: ReviewStore;
  guides: Guides;
  calendar: Calendar;
  /** The directory whose phrasings get the lines; missing: the one that is in use. */
  knowledge?: string | undefined;
};

const texts = z.array(z.string().min(1).max(8_000)).min(1).max(50);
const marking = z.object({ texts, state: z.enum(reviewStates).exclude(["used"]) });
const meaning = z.object({
  texts,
  /** The one that becomes a line. */
  text: z.string().min(1).max(500),
  article: z.string().max(100),
  label: z.string().max(100),
  /** Somebody has seen that it names nobody and tells nothing of a person. */
  nothingPersonal: z.literal(true),
});

/** Mounts the review of messages that were not or wrongly understood, for leads. */
export function mountReviewRoutes(options: ReviewRoutesOptions): void {
  const { api, audit, review, guides, calendar, knowledge } = options;
  api.get("/reports/review", async (asked) => {
    requireLead(asked);
    const days = daysIn(asked.query, calendar);
    const [from, to] = [days[0] ?? "", days.at(-1) ?? ""];
    const found = await review.texts({
      from: calendar.startOf(from),
      before: calendar.startOf(calendar.dayAfter(to)),
    });
    return { groups: groupsOf(found), labels: allLabels(guides), writable: await canAddPhrasings(knowledge) };
  });
  api.post("/reports/review", marking, async (asked) => {
    requireLead(asked);
    const { agent, address, body } = asked;
    await review.mark(body.texts, body.state);
    await audit({ who: agent, what: "reviewed", subject: body.state, detail: `${body.texts.length} texts`, address });
    return {};
  });
  api.post("/reports/review/means", meaning, async (asked) => {
    requireLead(asked);
    const { agent, address, body } = asked;
    const line = lineFor({ ...body, id: body.article }, guides.articles);
    if ("fault" in line)
      throw new AppError("BadRequest", faults[line.fault], { remedy: "Choose another text or label." });
    const phrasing = { id: body.article, label: body.label, text: line.text };
    const stored = await canAddPhrasings(knowledge);
    if (stored) await addPhrasing(phrasing, knowledge);
    await review.mark(body.texts, "used");
    await audit({ who: agent, what: "reviewed", subject: "used", detail: body.label, address });
    return stored ? { stored } : { stored, patch: phrasingPatch(phrasing) };
  });
}

const faults: Readonly<Record<PhrasingFault, string>> = {
  empty: "The text is empty.",
  "no-article": "There is no such article.",
  "no-label": "The article has no such label.",
  personal: "The text holds an address, a handle or a long number.",
};

/** The labels that a text can be put under, with the file that holds them. */
function allLabels({ articles }: Guides): { article: string; label: string }[] {
  return [...articles.map(({ id }) => id), conversationFile].flatMap((article) =>
    (labelsOf(article, articles) ?? []).map((label) => ({ article, label })),
  );
}
