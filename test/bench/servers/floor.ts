import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { type WebSocket, WebSocketServer } from "ws";

/**
 * The floor under a turn of the web chat: the same durable rows in the same sizes with the same syncs and group commit, a
 * signed token, and the frames of the stream; nothing is understood and no library is in the way. What a turn costs more
 * than this is understanding, the statechart, wording and our own code.
 */
const database = new DatabaseSync(process.env["FLOOR_DATABASE"] ?? ":memory:");
database.exec("pragma journal_mode = wal; pragma synchronous = full");
database.exec(
  "create table conversations (id text primary key, saved text, version integer, seq integer) without rowid",
);
database.exec("create table keys (conversation text, id text, primary key (conversation, id)) without rowid");
database.exec(
  "create table lines (conversation text, seq integer, text text, primary key (conversation, seq)) without rowid",
);
const insert = database.prepare("insert into conversations values (?, ?, 1, 0)");
const advance = database.prepare(
  "update conversations set saved = ?, version = version + 1, seq = seq + 2 where id = ? and version = ?",
);
const addKey = database.prepare("insert into keys values (?, ?) on conflict do nothing");
const addLine = database.prepare("insert into lines values (?, ?, ?)");

/** Sizes in bytes of what our service stores in a turn of the bench. */
const state = "s".repeat(1_950);
const reply = "r".repeat(1_010);
const linePadding = "u".repeat(400);
const groupDelayMs = 3;

type Talk = { id: string; version: number; seq: number; socket: WebSocket | undefined };
const talks = new Map<string, Talk>();
const secret = randomBytes(32);
const waiting: { talk: Talk; id: string; text: string; done: () => void }[] = [];

function commit(): void {
  const group = waiting.splice(0);
  database.exec("begin immediate");
  for (const { talk, id, text } of group) {
    advance.run(state, talk.id, talk.version++);
    addKey.run(talk.id, id);
    addLine.run(talk.id, ++talk.seq, text + linePadding);
    addLine.run(talk.id, ++talk.seq, reply);
  }
  database.exec("commit");
  for (const { talk, id, text, done } of group) {
    done();
    talk.socket?.send(frameOf(talk, id, text));
  }
}

function frameOf({ id: conversation, seq }: Talk, id: string, text: string): string {
  const of = {
    type: "message",
    timestamp: new Date().toISOString(),
    channelId: "webchat",
    conversation: { id: conversation },
  };
  return JSON.stringify({
    activities: [
      { ...of, id, text, from: { id: "me", role: "user" } },
      { ...of, id: `${id}-reply`, text: reply, from: { id: "assistant", role: "bot" } },
    ],
    watermark: String(seq),
  });
}

function signatureOf(conversation: string): string {
  return createHmac("sha256", secret).update(conversation).digest("base64url");
}

function conversationOf(req: IncomingMessage): string {
  const [conversation = "", signature = ""] = (req.headers.authorization ?? "").slice("Bearer ".length).split(".");
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(conversation))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error("a wrong token");
  return conversation;
}

function send(res: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }).end(text);
}

function answer(req: IncomingMessage, res: ServerResponse, body: string): void {
  if (req.url?.endsWith("/tokens/generate")) {
    const id = randomUUID();
    send(res, { token: `${id}.${signatureOf(id)}` });
    return;
  }
  const id = conversationOf(req);
  if (req.url?.endsWith("/conversations")) {
    insert.run(id, state);
    talks.set(id, { id, version: 1, seq: 0, socket: undefined });
    send(res, { conversationId: id, streamUrl: `ws://${req.headers.host}/${id}` });
    return;
  }
  const talk = talks.get(id);
  if (!talk) throw new Error("no such conversation");
  const { text } = JSON.parse(body) as { text: string };
  const key = randomUUID();
  if (waiting.push({ talk, id: key, text, done: () => send(res, { id: key }) }) === 1) setTimeout(commit, groupDelayMs);
}

const server = createServer((req, res) => {
  let body = "";
  req.setEncoding("utf8");
  req.on("data", (piece: string) => (body += piece));
  req.on("end", () => answer(req, res, body));
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", (socket, req) => {
  const talk = talks.get(req.url?.slice(1) ?? "");
  if (!talk) return socket.close();
  talk.socket = socket;
  // The load waits for a welcome.
  socket.send(frameOf(talk, "welcome", ""));
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
