import { z } from "zod";

import { connectorsEn as words } from "../../../../dialogs/wording/connectors-en.ts";
import type { TranscriptLine } from "../../../conversation/ports.ts";
import { textOfLine } from "../../line-text.ts";
import { caseSummaryText, caseFacts, caseSubject } from "../case-summary-text.ts";
import type { CaseView, Connector } from "../connector.ts";
import { type ApiClient, parseResponse } from "../api-client.ts";
import { shortDigest } from "../webhook-secrets.ts";

/**
 * How the Bot Framework acknowledges an activity: with nothing, or with the id that it has there. Anything else is not
 * a hub that speaks.
 */
const acknowledged = z.union([
  z.undefined(),
  z.looseObject({ id: z.string().optional(), error: z.undefined().optional() }),
]);

/**
 * A hub that speaks the Bot Framework's hand-off protocol: `handoff.initiate` with the transcript attached, then the
 * person's words as messages. Every activity has an id of its own that stays the same however often it is sent, by
 * which a hub knows it again.
 */
export function createHandoff({ call, now }: { call: ApiClient; now: () => number }): Connector {
  const send = async (view: CaseView, activity: Record<string, unknown> & { id: string }): Promise<void> => {
    const body = { ...headOf(view), timestamp: new Date(now()).toISOString(), ...activity };
    parseResponse(acknowledged, await call({ method: "POST", path: "", body }));
  };
  return {
    name: "handoff",
    title: words.hub,
    async open(view, id) {
      await send(view, initiation(view, id));
      return { id: view.case.number, more: {} };
    },
    userMessage: (view, text, id) => send(view, { type: "message", id: idOf(view, id), from: personOf(view), text }),
    note: (view, text, id) =>
      send(view, { type: "event", id: idOf(view, id), name: "handoff.note", from: assistant, value: { text } }),
    close: (view, how, id) =>
      send(view, {
        type: "endOfConversation",
        id: idOf(view, id),
        from: assistant,
        code: "completedSuccessfully",
        text: words.ends[how],
      }),
  };
}

const assistant = { id: "assistant", role: "bot" };

function initiation(view: CaseView, id: string): Record<string, unknown> & { id: string } {
  const { number } = view.case;
  const value = {
    number,
    subject: caseSubject(view),
    skill: view.case.article,
    summary: caseSummaryText({ ...view, transcript: [] }),
    ...Object.fromEntries(caseFacts(view)),
  };
  const transcript = { activities: view.transcript.map((line) => activityOf(view, line)) };
  return {
    type: "event",
    name: "handoff.initiate",
    id: idOf(view, `initiate-${id}`),
    from: personOf(view),
    value,
    attachments: [{ name: "Transcript", contentType: "application/json", content: transcript }],
  };
}

/** The conversation of a hand-off is the case; the person's own is what it relates to. */
function headOf({ case: found }: CaseView): Record<string, unknown> {
  const { number, channel, conversation, language } = found;
  return {
    channelId: channel,
    conversation: { id: number },
    relatesTo: { channelId: channel, conversation: { id: conversation } },
    locale: language,
  };
}

function activityOf(view: CaseView, line: TranscriptLine): Record<string, unknown> {
  const { id, from, author, at } = line;
  const speaker =
    from === "user" ? personOf(view) : from === "agent" ? { id: author, name: author, role: "bot" } : assistant;
  return { type: "message", id, timestamp: new Date(at).toISOString(), from: speaker, text: textOfLine(line) };
}

function personOf({ case: found }: CaseView): Record<string, unknown> {
  return { id: shortDigest(found.conversation), name: found.userName || words.visitor(found.number), role: "user" };
}

function idOf({ case: found }: CaseView, id: string): string {
  return shortDigest([found.number, id]);
}
