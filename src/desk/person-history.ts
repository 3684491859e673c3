import { AppError } from "../common/errors.ts";
import type { CaseStore, StoredCase, Talk } from "../conversation/case-ports.ts";
import type { Transcripts } from "../conversation/ports.ts";
import type { DeskApi } from "./api.ts";
import type { Audit } from "./audit.ts";
import type { CaseCommands } from "./case-commands.ts";
import { lineToJson } from "./case-json.ts";

/** Cases and talks of one person in one answer, and lines of one talk. */
const mostShown = 20;
const mostLines = 200;

/**
 * Mounts what else the desk knows of a case's person: their other cases, and their talks that never became one. A talk can be
 * read by way of a case of its person alone.
 */
export function mountPersonHistory(options: {
  api: DeskApi;
  commands: Pick<CaseCommands, "find">;
  cases: CaseStore;
  transcripts: Transcripts;
  audit: Audit;
}): void {
  const { api, commands, cases, transcripts, audit } = options;
  api.get("/cases/:id/person", async ({ params }) => {
    const { number, conversation } = await commands.find(params["id"] ?? "");
    const history = await cases.ofPerson(conversation, mostShown);
    return {
      cases: history.cases.filter((one) => one.number !== number).map(caseInShort),
      talks: history.talks.map(talkToJson),
    };
  });
  api.get("/cases/:id/talks/:talk", async ({ agent, address, params }) => {
    const { number, conversation } = await commands.find(params["id"] ?? "");
    const { talks } = await cases.ofPerson(conversation, mostShown);
    const talk = talks.find((one) => talkToJson(one).id === params["talk"]);
    if (!talk) throw new AppError("NotFound", "There is no such talk.", { remedy: "It may have been deleted." });
    await audit({ who: agent, what: "read", subject: number, detail: "an earlier talk", address });
    const lines = await transcripts.readBefore(talk.conversation, null, mostLines);
    return { ...talkToJson(talk), transcript: lines.map((line) => lineToJson(line, number)) };
  });
}

function caseInShort({ number, subject, status, openedAt, ended, rating, resolution }: StoredCase) {
  return { id: number, subject, status, openedAt: new Date(openedAt).toISOString(), ended, rating, resolution };
}

function talkToJson({ conversation, channel, startedAt, lastAt, lines }: Talk) {
  const [began, last] = [startedAt, lastAt].map((at) => new Date(at).toISOString());
  return { id: conversation, channel, startedAt: began, lastAt: last, lines };
}
