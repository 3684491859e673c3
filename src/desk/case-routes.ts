import { z } from "zod";

import type { Guides } from "../../dialogs/guides.ts";
import { AppError } from "../common/errors.ts";
import type { CaseStore, ClosedPlace, EndReason, StoredCase, Typing } from "../conversation/case-ports.ts";
import type { TranscriptLine, Transcripts } from "../conversation/ports.ts";
import { requireMessageLength } from "../conversation/message-length.ts";
import { plainText } from "../conversation/plain-text.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import type { LineDeliveries } from "../conversation/line-deliveries.ts";
import type { DeskApi } from "./api.ts";
import type { CaseCommands } from "./case-commands.ts";
import type { CaseCommand } from "./case-rules.ts";
import type { ExternalDesks } from "./external-desks.ts";
import { suggestedStep, caseToJson, eventToJson, lineToJson } from "./case-json.ts";
import { mountRetryRoute } from "./retry-route.ts";

/** Cases in one answer, and lines of a transcript in one reading. */
const mostCases = 200;
const mostFound = 50;
const page = 500;

const words = (most: number) => z.string().transform(plainText).pipe(z.string().trim().min(1).max(most));
/** A key makes it safe to send a deed again after a broken connection. */
const key = z.string().min(1).max(100).optional();
const keyOnly = z.object({ key }).default({});
const written = z.object({
  text: z
    .string()
    .transform((text) => (requireMessageLength(text), text))
    .pipe(words(8_000)),
  key,
});
const chosenEnds = ["resolved", "unsolved", "no-answer", "duplicate"] as const satisfies readonly EndReason[];
const closing = z
  .object({
    resolution: z.string().transform(plainText).pipe(z.string().trim().max(2_000)).default(""),
    reason: z.enum(chosenEnds).default("resolved"),
    key,
  })
  .default({
    resolution: "",
    reason: "resolved",
  });
const status = z.enum(["waiting", "active", "closed"]);

/** What the routes about cases stand on. */
export type CaseRoutesOptions = {
  api: DeskApi;
  commands: CaseCommands;
  cases: CaseStore;
  transcripts: Transcripts;
  lineDeliveries: LineDeliveries;
  typing: Typing;
  guides: Guides;
  directory: AgentDirectory;
  externalDesks: ExternalDesks;
};

/** Mounts everything about cases. */
export function mountCaseRoutes(options: CaseRoutesOptions): void {
  mountReading(options);
  mountRetryRoute(options);
  const { api, commands: desk, typing, guides, directory } = options;
  const deed = <Body extends { key?: string | undefined }>(
    name: string,
    schema: z.ZodType<Body>,
    make: (body: Body) => CaseCommand,
  ): void =>
    api.post(`/cases/:id/${name}`, schema, async ({ agent, params, body }) =>
      caseToJson(
        await desk.execute(params["id"] ?? "", agent, make(body), body.key ?? api.newKey()),
        guides,
        directory.nameOf,
      ),
    );
  deed("claim", keyOnly, () => ({ kind: "claim" }));
  deed("messages", written, ({ text }) => ({ kind: "say", text }));
  deed("notes", written, ({ text }) => ({ kind: "note", text }));
  deed("transfer", z.object({ to: words(60), key }), ({ to }) => ({ kind: "transfer", to: known(directory, to) }));
  deed("release", keyOnly, () => ({ kind: "release" }));
  deed("return", keyOnly, () => ({ kind: "return" }));
  deed("close", closing, ({ resolution, reason }) => ({ kind: "close", resolution, ended: reason }));
  deed("reopen", keyOnly, () => ({ kind: "reopen" }));
  api.post("/cases/:id/redact", z.object({ words: words(500), key }), async ({ agent, params, body }) =>
    caseToJson(
      await desk.redact(params["id"] ?? "", agent, body.words, body.key ?? api.newKey()),
      guides,
      directory.nameOf,
    ),
  );
  api.post("/cases/:id/typing", z.object({}).default({}), async ({ agent, params }) => {
    const found = await desk.find(params["id"] ?? "");
    if (found.status === "active" && found.assignee === agent) typing.tell("agent", found.conversation);
    return {};
  });
}

function mountReading({
  api,
  commands: desk,
  cases,
  transcripts,
  lineDeliveries,
  guides,
  directory: { nameOf },
  externalDesks: outside,
}: CaseRoutesOptions): void {
  const views = (found: readonly StoredCase[]) => found.map((one) => caseToJson(one, guides, nameOf));
  api.get("/cases", async ({ query }) => {
    const asked = query.get("status");
    if (asked === null)
      return {
        cases: views([...(await cases.list("waiting", mostCases)), ...(await cases.list("active", mostCases))]),
      };
    const read = status.safeParse(asked);
    if (!read.success)
      throw new AppError("BadRequest", "There is no such status.", { remedy: "Give waiting, active or closed." });
    if (read.data !== "closed") return { cases: views(await cases.list(read.data, mostCases)) };
    const found = await cases.closed(mostCases, closedPlace(query.get("before")));
    const last = found.length === mostCases ? found.at(-1) : undefined;
    return { cases: views(found), more: last ? `${last.closedAt} ${last.number}` : null };
  });
  api.get("/search", async ({ query }) => {
    const asked = (query.get("q") ?? "").trim().slice(0, 200);
    if (asked === "") return { cases: [], more: null };
    const found = await cases.search(asked, mostFound, Number(query.get("before")) || undefined);
    return { cases: views(found), more: found.length === mostFound ? String(found.at(-1)?.changed) : null };
  });
  api.get("/cases/:id", async ({ params, query }) => {
    const found = await desk.find(params["id"] ?? "");
    const lines = await allLines(transcripts, found.conversation, Number(query.get("after")) || 0);
    // Read after the lines: one that arrives in between is then shown as delivered.
    const undelivered = await lineDeliveries.undelivered(found.conversation);
    return {
      ...caseToJson(found, guides, nameOf),
      transcript: lines.map((line) => lineToJson(line, undelivered.get(line.id))),
      history: (await cases.history(found.number)).map((entry) => eventToJson(entry, nameOf)),
      suggestedStep: suggestedStep(found, guides),
      outside: await outside(found.number),
    };
  });
}

async function allLines(transcripts: Transcripts, conversation: string, after: number): Promise<TranscriptLine[]> {
  const all: TranscriptLine[] = [];
  for (
    let lines = await transcripts.read(conversation, after, page);
    lines.length > 0;
    lines = await transcripts.read(conversation, all.at(-1)?.seq ?? 0, page)
  ) {
    all.push(...lines);
    if (lines.length < page) break;
  }
  return all;
}

/** Where the next page of closed cases begins: what `more` said. */
function closedPlace(before: string | null): ClosedPlace | undefined {
  const [, at, number] = /^(\d{1,15}) (\S{1,40})$/.exec(before ?? "") ?? [];
  if (at !== undefined && number !== undefined) return { closedAt: Number(at), number };
  if (before === null) return undefined;
  throw new AppError("BadRequest", "There is no such place.", { remedy: "Give what more said." });
}

function known(directory: AgentDirectory, login: string): string {
  if (directory.find(login)) return login;
  throw new AppError("BadRequest", "There is no such agent.", {
    remedy: `Give one of ${directory.logins().join(", ")}.`,
  });
}
