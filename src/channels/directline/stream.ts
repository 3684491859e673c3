import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

import { AppError, errorBody } from "../../common/errors.ts";
import type { TranscriptLine } from "../../conversation/ports.ts";
import type { Clients } from "../../http/middleware/client-ip.ts";
import type { OpenStreams } from "../../http/middleware/open-streams.ts";
import { asAppError, urlOf } from "../../http/response.ts";
import type { HttpServer } from "../../http/server.ts";
import { parseWatermark } from "./activity-set.ts";
import { notBeyondEnd } from "./newest-lines.ts";
import { authenticate, requireConversation, requireOpened } from "./authorization.ts";
import type { DirectLineContext } from "./directline-context.ts";
import { type Batch, createPump } from "./stream-pump.ts";
import type { TokenClaims } from "./tokens.ts";

export type StreamOptions = Pick<
  DirectLineContext,
  "tokens" | "publicUrl" | "transcripts" | "activitySet" | "typing" | "typingActivity" | "onRead"
> & {
  server: HttpServer;
  openStreams: OpenStreams;
  /** Interval of the pings; a client that has not answered the last one is disconnected. */
  heartbeatMs: number;
  maxPerConversation: number;
  maxConversations: number;
};

const linesPerFrame = 100;
/** Clients only send empty pings. */
const maxPayload = 1024;

/** Where a conversation's stream is: at the public address, otherwise at the host that the request was sent to. */
export function streamUrlOf(
  req: IncomingMessage,
  { publicUrl, clients }: { publicUrl?: string | undefined; clients: Clients },
  to: { conversation: string; after: number; token: string },
): string {
  const base = new URL(publicUrl ?? `${clients.isSecure(req) ? "https" : "http"}://${req.headers.host ?? "localhost"}`);
  const scheme = base.protocol === "https:" ? "wss" : "ws";
  const query = `watermark=${to.after || "-"}&t=${to.token}`;
  return `${scheme}://${base.host}/v3/directline/conversations/${to.conversation}/stream?${query}`;
}

/** Serves the WebSocket `…/stream?watermark=&t=`: the lines since the watermark, then each new one. */
export function serveStreams(options: StreamOptions): void {
  const { server } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, clientTracking: false });
  // An invalid handshake. Without a listener ws would respond with a text page.
  sockets.on("wsClientError", (_error: Error, connection: Duplex) =>
    refuse(server, connection, new AppError("BadRequest", "This is not a WebSocket handshake.")),
  );
  const open = createOpenStreams(options);
  const check = async (req: IncomingMessage): Promise<{ claims: TokenClaims; after: number }> => {
    server.guardUpgrade(req);
    const { pathname, searchParams } = urlOf(req);
    const conversation = conversationOfPath(pathname);
    if (!conversation) throw new AppError("NotFound", "There is nothing at this address.");
    const given = { token: searchParams.get("t") ?? undefined, scopes: ["stream", "converse"] as const };
    const claims = requireConversation(await authenticate(req, options, given), conversation);
    const asked = parseWatermark(searchParams.get("watermark"));
    await requireOpened(options, claims);
    const after = await notBeyondEnd(options.transcripts, conversation, asked);
    open.check(conversation);
    return { claims, after };
  };
  server.http.on("upgrade", (req: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on("error", () => connection.destroy());
    const enter = async (): Promise<void> => {
      const { claims, after } = await check(req);
      if (connection.destroyed) return;
      connection.once("close", options.openStreams.open(req));
      sockets.handleUpgrade(req, connection, head, (socket) => {
        open.add(socket, claims.conversation);
        stream(options, socket, claims, after);
      });
    };
    enter().catch((thrown: unknown) => {
      const error = asAppError(thrown);
      server.reportRefusal(req, error);
      refuse(server, connection, error);
    });
  });
}

function conversationOfPath(path: string): string | undefined {
  return /^\/v3\/directline\/conversations\/([\w-]{1,100})\/stream$/.exec(path)?.[1];
}

/** Counts the open streams of each conversation, to limit them. */
function createOpenStreams({ maxPerConversation, maxConversations }: StreamOptions) {
  const open = new Map<string, number>();
  return {
    check(conversation: string): void {
      if ((open.get(conversation) ?? 0) >= maxPerConversation)
        throw new AppError("TooManyRequests", "This conversation has too many streams.");
      if (open.size >= maxConversations)
        throw new AppError("TooManyRequests", "Too many conversations are being followed here.", {
          remedy: "Ask for activities instead.",
        });
    },
    add(socket: WebSocket, conversation: string): void {
      open.set(conversation, (open.get(conversation) ?? 0) + 1);
      socket.once("close", () => {
        const left = (open.get(conversation) ?? 1) - 1;
        if (left > 0) open.set(conversation, left);
        else open.delete(conversation);
      });
    },
  };
}

/** `said`: the last line of an agent in it. */
type Frame = { text: string; said: number | null };

function stream(options: StreamOptions, socket: WebSocket, claims: TokenClaims, after: number): void {
  const { transcripts, activitySet, typing, typingActivity, server } = options;
  // A flushed frame may still be lost; the pong of a ping behind it says that it is there.
  socket.on("pong", (line) => {
    if (line.length > 0) options.onRead?.(claims.conversation, Number(line.toString()));
  });
  const batchOf = (lines: readonly TranscriptLine[], seq: number): Batch<Frame> | null => {
    const last = lines.at(-1);
    const said = lines.findLast(({ from }) => from === "agent")?.seq ?? null;
    return last
      ? { frame: { text: JSON.stringify(activitySet(lines, claims.user, seq)), said }, upTo: last.seq }
      : null;
  };
  const pump = createPump({
    after,
    async read(seq) {
      const lines = await transcripts.read(claims.conversation, seq, linesPerFrame);
      const batch = batchOf(lines, seq);
      return batch && { ...batch, more: lines.length >= linesPerFrame };
    },
    async send({ text, said }) {
      await send(socket, text);
      if (said !== null && options.onRead && socket.readyState === WebSocket.OPEN) socket.ping(String(said));
    },
    // 1013 Try Again Later: the client reconnects with its watermark.
    onError: () => socket.close(1013),
  });
  // Subscribed before the first read, so that no line is missed in between.
  const unsubscribe = transcripts.subscribe(claims.conversation, (newLines) =>
    pump.wake(newLines && ((seq) => (isNext(newLines(), seq) ? batchOf(newLines(), seq) : null))),
  );
  // Best effort: typing indicators are dropped if they cannot be sent.
  const sendTyping = (): void =>
    void send(socket, JSON.stringify({ activities: [typingActivity()] })).catch(() => undefined);
  const unsubscribeTyping = typing?.subscribe("agent", claims.conversation, sendTyping);
  const heartbeat = startHeartbeat(socket, options.heartbeatMs);
  const goAway = (): void => closeGoingAway(socket);
  server.closing.addEventListener("abort", goAway);
  // A frame that is too large or invalid: ws closes the connection itself.
  socket.on("error", () => undefined);
  socket.once("close", () => {
    pump.stop();
    unsubscribe();
    unsubscribeTyping?.();
    clearInterval(heartbeat);
    server.closing.removeEventListener("abort", goAway);
  });
  if (server.closing.aborted) goAway();
  pump.wake();
}

/** Whether these lines are all that is new after `seq`, and no more than a frame holds. */
function isNext(lines: readonly TranscriptLine[], seq: number): boolean {
  return lines[0]?.seq === seq + 1 && lines.length <= linesPerFrame;
}

/** Resolves when the frame was flushed, which gives the pump its back-pressure. */
function send(socket: WebSocket, frame: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(frame, (error) => (error ? reject(error) : resolve()));
  });
}

/** Terminates connections whose peer is gone or has stopped reading. */
function startHeartbeat(socket: WebSocket, everyMs: number): NodeJS.Timeout {
  let alive = true;
  socket.on("pong", () => (alive = true));
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, everyMs).unref();
}

/** Closes with 1001 Going Away, and waits a second at most for the peer to confirm. */
function closeGoingAway(socket: WebSocket): void {
  socket.close(1001);
  setTimeout(() => socket.terminate(), 1_000).unref();
}

function refuse(server: HttpServer, connection: Duplex, error: AppError): void {
  if (error.code === "Internal") server.log.error({ err: error.cause, route: "stream" }, "request failed");
  const body = JSON.stringify(errorBody(error));
  const head = [
    `HTTP/1.1 ${error.status} Refused`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
