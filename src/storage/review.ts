import { sql } from "kysely";

import type { TurnRecord } from "../conversation/ports.ts";
import type { ReviewReason, ReviewState, ReviewStore } from "../conversation/report-ports.ts";
import type { Database, Step } from "./database/database.ts";
import { fromJson, type Json, type Prepare, toJson } from "./database/statements.ts";

/** Messages that leads review. What a lead did stands with the messages and goes with them. */
export function createReview({ database, prepare }: { database: Database; prepare: Prepare }): ReviewStore {
  const texts = prepare<{ from: number; before: number }>()((db, $) =>
    db
      .selectFrom("unclear")
      .select(["conversation", "text", "alternatives", "at", "why", "label", "reviewed"])
      .where("at", ">=", $.from)
      .where("at", "<", $.before)
      // A message that is gone from the transcript leaves none to review.
      .where("text", "!=", "")
      .orderBy("at"),
  );
  const mark = prepare<{ text: string; state: ReviewState }>()((db, $) =>
    db.updateTable("unclear").set({ reviewed: $.state }).where("text", "=", $.text),
  );
  return {
    async texts(range) {
      const rows = await database.read(texts(range));
      return rows.map(({ alternatives, ...row }) => ({ ...row, closest: fromJson(alternatives)[0]?.label ?? null }));
    },
    async mark(marked, state) {
      await database.write(
        Object.fromEntries(marked.map((text, at) => [`text${at}`, { query: mark({ text, state }) }])),
      );
    },
  };
}

const noAlternatives = toJson<readonly { label: string; confidence: number }[]>([]);

/** Makes the step that keeps an earlier message for review: the words are taken from the transcript. */
export function createMisreadSteps(
  prepare: Prepare,
): (record: Pick<TurnRecord, "conversation" | "incomingId" | "misread">, now: number) => Step[] {
  type Args = {
    conversation: string;
    incoming: string;
    /** A pattern of the reply that the message was answered with. */
    reply: string;
    why: ReviewReason;
    label: string;
    none: Json<readonly { label: string; confidence: number }[]>;
    at: number;
  };
  const insert = prepare<Args>()((db, $) =>
    db.insertInto("unclear").values((eb) => ({
      conversation: $.conversation,
      text: eb.fn.coalesce(
        eb
          .selectFrom("transcript as said")
          .select("said.text")
          .where("said.conversation", "=", $.conversation)
          .where("said.speaker", "=", "user")
          .where("said.id", "!=", $.incoming)
          .where("said.seq", "<", (of) =>
            of
              .selectFrom("transcript as answer")
              .select((one) => one.fn.max("answer.seq").as("seq"))
              .where("answer.conversation", "=", $.conversation)
              .where("answer.speaker", "=", "assistant")
              .where("answer.id", "!=", sql<string>`'reply-' || ${$.incoming}`)
              .where("answer.reply", "like", $.reply as never),
          )
          .orderBy("said.seq", "desc")
          .limit(1),
        sql<string>`''`,
      ),
      awaiting: "",
      alternatives: $.none,
      at: $.at,
      why: $.why,
      label: $.label,
    })),
  );
  return ({ conversation, incomingId: incoming, misread }, at) => {
    if (misread === undefined) return [];
    const { why, label } = misread;
    const reply = misread.why === "thumbs-down" ? `%${JSON.stringify(misread.answer)}%` : "%";
    return [{ query: insert({ conversation, incoming, reply, why, label, none: noAlternatives, at }) }];
  };
}
