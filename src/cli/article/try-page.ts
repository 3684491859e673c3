import { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

import type { Reply } from "../../../dialogs/replies/reply.ts";
import type { Article } from "../../../knowledge/article.ts";
import { checkKnowledge } from "../../../knowledge/check.ts";
import { describeFault, KnowledgeFaults } from "../../../knowledge/faults.ts";
import { knowledgeDirectory, loadArticles, loadKnowledge, readKnowledge } from "../../../knowledge/load.ts";
import { openStore } from "../../storage/open-store.ts";
import { openInterpreter, openMessageReader } from "../../understanding/load-models.ts";
import type { Interpret } from "../../understanding/interpretation/interpretation.ts";
import type { ReadMessage } from "../../understanding/facts/message-reader.ts";
import type { ScoreText } from "../../understanding/transformer/transformer-classifier.ts";
import { type Explain, type ExplainedRow, explainer } from "../explain.ts";
import { watchArticles } from "../reload-articles.ts";
import { phrasingsFor, readPhrasings, wrongIn } from "./article-check.ts";
import { articleHtml, authorPage, authorPagePolicy, linesHtml, turnHtml, unreadLinesHtml } from "./author-page.ts";
import { guidePreview } from "./guide-preview.ts";
import { openStage, type Stage } from "./talks.ts";

/** What is tried: opened anew when a file changes. A draft that cannot be read leaves the former in the chat. */
type Tried = {
  articles: readonly Article[];
  faults: readonly string[];
  understand: Interpret;
  read: ReadMessage;
  explain: Explain;
};

export type AuthorServer = { url: string; close(): Promise<void> };

/**
 * Serves the page of an article on this machine alone, for development: the article as people see it, its faults, its own
 * lines, and a chat that says why each line was read so. `directory`: where the knowledge lies.
 */
export async function serveAuthorPage(options: {
  id: string;
  score: ScoreText;
  port?: number;
  directory?: string;
}): Promise<AuthorServer> {
  const { id, score, port = 0, directory = knowledgeDirectory } = options;
  const store = await openStore({ url: "sqlite::memory:" });
  const changes = new EventEmitter().setMaxListeners(0);
  const readable = readKnowledge(directory).articles.map(({ content }) => content);
  let tried = open(directory, score, readable);
  const stopWatching = watchArticles(
    () => {
      tried = open(directory, score, tried.articles);
      changes.emit("changed");
    },
    directory,
    ["articles", "steps", "phrasings"],
  );
  const talk = openTalk(store, () => tried);
  const articleNow = (): Article | null => tried.articles.find((article) => article.id === id) ?? null;
  const parts: Readonly<Record<string, () => string | Promise<string>>> = {
    "GET /": () => {
      talk.begin();
      return authorPage(id);
    },
    "GET /article": () => {
      const article = articleNow();
      const previews = article ? guidePreview(article, tried.articles) : [];
      return articleHtml({ article, previews, faults: tried.faults });
    },
    "GET /lines": () => ownLines(articleNow(), directory, tried.read),
  };
  const server = createServer((req, res) => {
    void respond(req, res, { parts, talk, changes }).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(500, { "content-type": "text/plain" });
      res.end(String(error));
    });
  });
  // Opening changed files holds up all else for seconds; an idle connection must not be closed under its next request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      stopWatching();
      changes.removeAllListeners();
      await closed(server);
      await store.close();
    },
  };
}

/** How the lines of the article's own file are read; what it shares with others is checked with them. */
async function ownLines(article: Article | null, directory: string, read: ReadMessage): Promise<string> {
  const knowledge = unlessFaulty(() => loadKnowledge(directory));
  if (!article || !knowledge) return unreadLinesHtml;
  const { phrasings, ownedBy } = knowledge;
  const own = phrasingsFor(article, phrasings).own.filter(
    ({ label, text }) => ownedBy.get(label)?.get(text) === article.id,
  );
  const found = await readPhrasings(own, { read, current: article.id });
  return linesHtml({ of: found.length, wrong: wrongIn(found) });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function open(directory: string, score: ScoreText, former: readonly Article[]): Tried {
  const faults = checkKnowledge(directory).faults.map(describeFault);
  const articles = unlessFaulty(() => loadArticles(directory)) ?? former;
  return {
    articles,
    faults,
    understand: openInterpreter({ articles, score }),
    read: openMessageReader({ articles, score }),
    explain: explainer({ articles, score }),
  };
}

/** What is read; null where a file has no readable shape, which the check has named then. */
function unlessFaulty<Read>(read: () => Read): Read | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof KnowledgeFaults) return null;
    throw error;
  }
}

type Turn = { text: string; reply: Reply | null; why: readonly ExplainedRow[] | null };
type Talk = { begin: () => void; say: (said: z.infer<typeof saidSchema>) => Promise<Turn> };

/** A press is the number of a button of the last reply. */
const saidSchema = z.object({ text: z.string().min(1).max(8_000), choice: z.number().int().min(0).optional() });

/** The conversation of the page, a new one whenever it is opened; why a line was read so is explained as of then. */
function openTalk(store: Parameters<typeof openStage>[0], now: () => Tried): Talk {
  let why: ReturnType<Explain> | null = null;
  const reason = (): typeof why => why;
  const understand: Interpret = (input, context) => {
    const { explain, understand: interpret } = now();
    why = input.kind === "said" ? explain(input.text, context) : null;
    return interpret(input, context);
  };
  let count = 0;
  let stage: { of: readonly Article[]; stage: Stage } | null = null;
  let last: Reply | null = null;
  return {
    begin() {
      [count, stage, last] = [count + 1, null, null];
    },
    async say({ text, choice }) {
      const { articles } = now();
      if (stage?.of !== articles)
        stage = { of: articles, stage: openStage(store, `author${count}`, { articles, understand }) };
      const press = choice === undefined ? undefined : last?.choices[choice]?.press;
      why = null;
      last = await stage.stage.send(press ? { kind: "pressed", press, text } : { kind: "said", text, attachments: 0 });
      return { text, reply: last, why: await reason() };
    },
  };
}

type Served = {
  parts: Readonly<Record<string, () => string | Promise<string>>>;
  talk: Talk;
  changes: EventEmitter;
};

/** A page elsewhere must not read or write here under another name of this machine. */
const ownHost = /^(?:127\.0\.0\.1|localhost):\d+$/u;

async function respond(req: IncomingMessage, res: ServerResponse, { parts, talk, changes }: Served): Promise<void> {
  if (!ownHost.test(req.headers.host ?? "")) return void res.writeHead(403).end();
  const route = `${req.method} ${req.url}`;
  if (route === "GET /changes") return follow(res, changes);
  if (route === "POST /say") {
    if (req.headers["content-type"] !== "application/json") return void res.writeHead(415).end();
    const said = saidSchema.safeParse(JSON.parse(await bodyOf(req)));
    return said.success ? sendHtml(res, turnHtml(await talk.say(said.data))) : void res.writeHead(400).end();
  }
  const part = parts[route];
  return part ? sendHtml(res, await part()) : void res.writeHead(404).end();
}

function sendHtml(res: ServerResponse, html: string): void {
  res.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": authorPagePolicy,
    "cache-control": "no-store",
  });
  res.end(html);
}

function follow(res: ServerResponse, changes: EventEmitter): void {
  res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  res.write(": following\n\n");
  const tell = (): void => void res.write("data: changed\n\n");
  changes.on("changed", tell);
  res.once("close", () => changes.off("changed", tell));
}

const mostBytes = 32_000;

async function bodyOf(req: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of req)
    if ((body += String(chunk)).length > mostBytes) throw new Error("the text is too long");
  return body;
}
