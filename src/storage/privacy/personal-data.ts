import type { Database } from "../database/database.ts";
import { prepareErasure } from "./erasure-steps.ts";
import { prepareExport } from "./export-queries.ts";
import { createPendingWords } from "./pending-words.ts";
import { prepareRedaction, prepareShapes, redactedJson } from "./redaction-steps.ts";
import type { Prepare } from "../database/statements.ts";
import { casesTopic } from "../database/change-notifier.ts";

/** What a person may ask of what is stored about them. */
export type Privacy = {
  /** Everything that is stored of this user, as plain data. */
  exportOf(user: string): Promise<{ user: string; conversations: readonly unknown[] }>;
  /** Deletes everything that is stored of this user; returns how many conversations there were. */
  erase(user: string): Promise<number>;
  /** Puts `instead` wherever `words` stand in a conversation and its cases; returns in how many places. */
  redact(conversation: string, words: string, instead: string): Promise<number>;
};

/**
 * What the person's rights work on. `changed` is told of what others may show, a conversation or the cases; `tidy`
 * overwrites what deletion left behind.
 */
export type PrivacyOptions = {
  database: Database;
  prepare: Prepare;
  changed: (topic: string) => void;
  tidy: () => Promise<void>;
};

/** Export, deletion and redaction. */
export function createPrivacy({ database, prepare, changed, tidy }: PrivacyOptions): Privacy {
  const erasure = prepareErasure(prepare);
  const queries = prepareExport(prepare);
  const conversationOf = createExport(database, queries);
  const redaction = prepareRedaction(prepare);
  const shapes = prepareShapes(prepare);
  const pendingWords = createPendingWords({ database, prepare });
  return {
    async exportOf(user) {
      const conversations = await database.read(queries.conversations({ user }));
      return { user, conversations: await Promise.all(conversations.map((row) => conversationOf(row))) };
    },
    async erase(user) {
      const ids = (await database.read(queries.conversations({ user }))).map(({ id }) => id);
      await database.write(erasure({ user, channel: "", except: "" }));
      for (const topic of [...ids, casesTopic]) changed(topic);
      await tidy();
      return ids.length;
    },
    async redact(conversation, words, instead) {
      if (words === "") return 0;
      const lines = await database.read(shapes.read({ conversation }));
      const reshaped = lines
        .map((line) => ({
          ...line,
          after: {
            reply: redactedJson(line.reply, { words, instead }),
            echo: redactedJson(line.echo, { words, instead }),
          },
        }))
        .filter(({ reply, echo, after }) => after.reply !== reply || after.echo !== echo)
        .map(({ seq, after }) => ({ query: shapes.write({ conversation, seq, ...after }) }));
      const waiting = await pendingWords({ conversation, words, instead });
      const { changes } = await database.write([
        ...redaction({ conversation, words, instead }),
        ...reshaped,
        ...waiting,
      ]);
      changed(conversation);
      await tidy();
      return changes.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** Everything of one conversation. */
function createExport(database: Database, queries: ReturnType<typeof prepareExport>) {
  return async (row: { id: string; saved: string | null; address: string }): Promise<unknown> => {
    const of = { conversation: row.id };
    const [transcript, cases, caseEvents, unclear, feedback, outcomes, watches, waiting] = await Promise.all([
      database.read(queries.transcript(of)),
      database.read(queries.cases(of)),
      database.read(queries.caseEvents(of)),
      database.read(queries.unclear(of)),
      database.read(queries.feedback(of)),
      database.read(queries.outcomes(of)),
      database.read(queries.watches(of)),
      database.read(queries.waiting(of)),
    ]);
    const remembered = row.saved === null ? null : (JSON.parse(row.saved) as unknown);
    return {
      ...row,
      saved: remembered,
      address: JSON.parse(row.address) as unknown,
      transcript,
      cases,
      caseEvents,
      unclear,
      feedback,
      outcomes,
      watches,
      waiting,
    };
  };
}
