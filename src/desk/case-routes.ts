import { z } from "zod";

import type { Guides } from "../../dialogs/guides.ts";
import { AppError } from "../common/errors.ts";
import type { Calendar } from "../common/calendar-days.ts";
import type { CaseStore, EndReason, Typing } from "../conversation/case-ports.ts";
import type { MentionStore } from "../conversation/desk-team-ports.ts";
import type { Transcripts } from "../conversation/ports.ts";
import { plainText, requireMessageLength } from "../conversation/plain-text.ts";
import type { Audit } from "./audit.ts";
import type { AgentDirectory } from "./agent-directory.ts";
import type { LineDeliveries } from "../conversation/line-ports.ts";
import type { DeskApi } from "./api.ts";
import { type CaseCommands, entryIdOf } from "./case-commands.ts";
import type { CaseCommand } from "./case-rules.ts";
import type { ExternalDesks } from "./integrations/sync-status.ts";
import type { CaseRedaction } from "./case-redaction.ts";
import { mountCaseReading } from "./case-reading.ts";
import { caseToJson } from "./case-json.ts";
import { mentionedIn, mentionToJson } from "./agent-mentions.ts";
import { mountPersonHistory } from "./person-history.ts";
import { mountRetryRoute } from "./retry-route.ts";

const words = (most: number) => z.string().transform(plainText).pipe(z.string().trim().min(1).max(most));
/** The idempotency key: makes it safe to repeat a command after a broken connection. */
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
/** What the routes about cases stand on. */
export type CaseRoutesOptions = {
  api: DeskApi;
  commands: CaseCommands;
  redaction: CaseRedaction;
  cases: CaseStore;
  transcripts: Transcripts;
  lineDeliveries: LineDeliveries;
  typing: Typing;
  guides: Guides;
  directory: AgentDirectory;
  externalDesks: ExternalDesks;
  audit: Audit;
  mentions: MentionStore;
  calendar: Calendar;
  now: () => number;
};

/** Mounts everything about cases. */
export function mountCaseRoutes(options: CaseRoutesOptions): void {
  mountCaseReading(options);
  mountPersonHistory(options);
  mountRetryRoute(options);
  const { api, commands: desk, redaction, typing, guides, directory, audit } = options;
  const mountCommand = <Body extends { key?: string | undefined }>(
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
  mountCommand("claim", keyOnly, () => ({ kind: "claim" }));
  mountCommand("messages", written, ({ text }) => ({ kind: "say", text }));
  mountTeamRoutes(options);
  mountCommand("release", keyOnly, () => ({ kind: "release" }));
  mountCommand("return", keyOnly, () => ({ kind: "return" }));
  mountCommand("close", closing, ({ resolution, reason }) => ({ kind: "close", resolution, ended: reason }));
  mountCommand("reopen", keyOnly, () => ({ kind: "reopen" }));
  const redacting = z.object({
    words: words(500),
    confirm: z.union([z.int().min(0), z.literal(true)]).optional(),
    key,
  });
  api.post("/cases/:id/redact", redacting, async ({ agent, role, address, params, body }) => {
    const request = { number: params["id"] ?? "", agent, role, words: body.words, key: body.key ?? api.newKey() };
    // Without a confirmation it is only counted.
    if (body.confirm === undefined) return redaction.preview(request);
    const { found, count } = await redaction.redact(request, body.confirm);
    await audit({ who: agent, what: "redacted", subject: found.number, detail: `${count} places`, address });
    return caseToJson(found, guides, directory.nameOf);
  });
  const undoing = z.object({ entry: z.string().min(1).max(100), key });
  api.post("/cases/:id/redact/undo", undoing, async ({ agent, role, address, params, body }) => {
    const request = { number: params["id"] ?? "", agent, role, entry: body.entry, key: body.key ?? api.newKey() };
    const found = await redaction.undo(request);
    await audit({ who: agent, what: "redacted", subject: found.number, detail: "undone", address });
    return caseToJson(found, guides, directory.nameOf);
  });
  api.post("/cases/:id/typing", z.object({}).default({}), async ({ agent, params }) => {
    const found = await desk.find(params["id"] ?? "");
    if (found.status === "active" && found.assignee === agent) typing.tell("agent", found.conversation);
    return {};
  });
}

/** What agents tell each other: notes, in which `@name` tells somebody, and cases that are passed on with a word. */
function mountTeamRoutes({ api, commands, guides, directory, mentions, now }: CaseRoutesOptions): void {
  const note = async (number: string, agent: string, text: string, noteKey: string) => {
    const found = await commands.execute(number, agent, { kind: "note", text }, noteKey);
    const entry = entryIdOf({ number, agent, key: noteKey });
    await mentions.add({ entry, number: found.number, logins: mentionedIn(text, agent, directory) });
    return found;
  };
  api.post("/cases/:id/notes", written, async ({ agent, params, body }) =>
    caseToJson(await note(params["id"] ?? "", agent, body.text, body.key ?? api.newKey()), guides, directory.nameOf),
  );
  const passing = z.object({ to: words(60), note: words(8_000).optional(), key });
  api.post("/cases/:id/transfer", passing, async ({ agent, params, body }) => {
    const [number, bodyKey] = [params["id"] ?? "", body.key ?? api.newKey()];
    const command = { kind: "transfer", to: known(directory, body.to) } as const;
    const passed = await commands.execute(number, agent, command, bodyKey);
    // Only what was passed on gets the note; a request that is sent again after a break adds it once.
    const found = body.note === undefined ? passed : await note(number, agent, body.note, `note with ${bodyKey}`);
    return caseToJson(found, guides, directory.nameOf);
  });
  api.get("/mentions", async ({ agent }) => ({
    mentions: (await mentions.unseen(agent)).map((one) => mentionToJson(one, directory.nameOf)),
  }));
  api.post("/cases/:id/mentions/seen", api.noBody, async ({ agent, params }) => {
    await mentions.see(agent, (await commands.find(params["id"] ?? "")).number, now());
    return {};
  });
}

function known(directory: AgentDirectory, login: string): string {
  if (directory.find(login)) return login;
  throw new AppError("BadRequest", "There is no such agent.", {
    remedy: `Give one of ${directory.logins().join(", ")}.`,
  });
}
