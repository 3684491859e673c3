import type { CaseEventType } from "../../conversation/case-ports.ts";
import type { TurnRecord } from "../../conversation/ports.ts";
import { prepareCaseSteps, prepareEntrySteps } from "../cases/case-steps.ts";
import type { Step } from "../database/database.ts";
import { toJson } from "../database/rows.ts";
import type { Prepare } from "../database/statements.ts";

/** The part of a turn's batch that is about its case; it comes last (see `case-steps.ts`). */
export function createCaseCommit(options: { prepare: Prepare }): (record: TurnRecord, at: number) => Step[] {
  const steps = prepareCaseSteps(options.prepare);
  const entries = prepareEntrySteps(options.prepare);

  function changes(record: TurnRecord, at: number): Step[] {
    const { conversation, newCase, reopenCase, withdrawCase, rateCase, keepContact, ofCase } = record;
    const batch: Step[] = [];
    if (newCase) {
      const { tried, status, ...rest } = newCase;
      // A number that is taken is a conflict like any other: the turn loads again and draws another.
      batch.push({
        query: steps.open({ ...rest, conversation, tried: toJson(tried), status: toJson(status), at }),
        expect: 1,
      });
    }
    if (reopenCase)
      batch.push({
        query: steps.reopen({ ...reopenCase, status: reopenCase.to === null ? "waiting" : "active", conversation, at }),
      });
    if (withdrawCase !== undefined) batch.push({ query: steps.withdraw({ number: withdrawCase, conversation, at }) });
    if (rateCase) batch.push({ query: steps.rate({ ...rateCase, conversation }) });
    if (keepContact) batch.push({ query: steps.contact({ ...keepContact, conversation }) });
    if (ofCase) batch.push({ query: steps.know({ ...ofCase, tried: toJson(ofCase.tried), conversation }) });
    return batch;
  }

  return (record, at) => {
    const batch = changes(record, at);
    if (batch.length === 0) return [];
    const deeds = deedsOf(record);
    const numbers = new Set([...deeds.map(({ number }) => number), ...(record.ofCase ? [record.ofCase.number] : [])]);
    return [
      ...batch,
      { query: entries.count({}) },
      ...[...numbers].map((number) => ({ query: entries.stamp({ number }) })),
      ...deeds.map((deed) => ({
        query: entries.entry({ ...deed, id: `${deed.number}/${record.incomingId}/${deed.what}`, who: "user", at }),
      })),
    ];
  };
}

function deedsOf({
  newCase,
  reopenCase,
  withdrawCase,
  rateCase,
  keepContact,
}: TurnRecord): { number: string; what: CaseEventType; text: string }[] {
  return [
    ...(newCase ? [{ number: newCase.number, what: "opened" as const, text: "" }] : []),
    ...(reopenCase ? [{ number: reopenCase.number, what: "reopened" as const, text: reopenCase.to ?? "" }] : []),
    ...(withdrawCase === undefined ? [] : [{ number: withdrawCase, what: "withdrawn" as const, text: "" }]),
    ...(rateCase ? [{ number: rateCase.number, what: "rated" as const, text: String(rateCase.score) }] : []),
    ...(keepContact ? [{ number: keepContact.number, what: "contact" as const, text: "" }] : []),
  ];
}
