import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";

import { AppError, errorBody } from "../../common/errors.ts";
import { addressOf, asFault } from "../../http/response.ts";
import type { HttpServer } from "../../http/server.ts";
import { grantOf, sameConversation } from "./bearer-token.ts";
import { known } from "./conversation-routes.ts";
import type { DirectLineParts } from "./directline-options.ts";
import { streamedConversation } from "./stream-url.ts";
import { makePump } from "./stream-pump.ts";
import type { Grant } from "./tokens.ts";
import { seqOf } from "./watermark.ts";

/** What the streams work with. */
export type StreamParts = Pick<
  DirectLineParts,
  "tokens" | "publicUrl" | "transcripts" | "activitySet" | "typing" | "typingActivity"
> & {
  server: HttpServer;
  /** How often we look whether the other side still answers. */
  heartbeatMs: number;
  /** More of them for one conversation are refused. */
  maxPerConversation: number;
  /** More conversations than this are not followed at once. */
  maxConversations: number;
};

/** Lines in one frame. */
const frameLines = 100;
/** Clients only send empty pings. */
const maxPayload = 1024;

/** Serves the WebSocket `…/stream?watermark=&t=`: what was said since the watermark, then what is being said. */
export function serveStreams(parts: StreamParts): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, clientTracking: false });
  // What ws itself finds wrong with the handshake; without a listener it would answer with a page.
  sockets.on("wsClientError", (_error: Error, connection: Duplex) =>
    refuse(parts.server, connection, new AppError("BadRequest", "This is not a WebSocket handshake.")),
  );
  const open = new Map<string, number>();
  const admit = async (req: IncomingMessage): Promise<{ grant: Grant; after: number }> => {
    const { pathname, searchParams } = addressOf(req);
    const conversation = streamedConversation(pathname);
    if (!conversation) throw new AppError("NotFound", "There is nothing at this address.");
    const shown = { token: searchParams.get("t") ?? undefined, uses: ["stream", "converse"] as const };
    const grant = sameConversation(await grantOf(req, parts, shown), conversation);
    const after = seqOf(searchParams.get("watermark"));
    await known(parts, grant);
    if ((open.get(conversation) ?? 0) >= parts.maxPerConversation)
      throw new AppError("TooManyRequests", "This conversation has too many streams.");
    if (open.size >= parts.maxConversations)
      throw new AppError("TooManyRequests", "Too many conversations are being followed here.", {
        remedy: "Ask for activities instead.",
      });
    return { grant, after };
  };
  const enter = (socket: WebSocket, { conversation }: Grant): void => {
    open.set(conversation, (open.get(conversation) ?? 0) + 1);
    socket.once("close", () => {
      const left = (open.get(conversation) ?? 1) - 1;
      if (left > 0) open.set(conversation, left);
      else open.delete(conversation);
    });
  };
  parts.server.http.on("upgrade", (req: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on("error", () => connection.destroy());
    admit(req).then(
      ({ grant, after }) =>
        sockets.handleUpgrade(req, connection, head, (socket) => {
          enter(socket, grant);
          stream(parts, socket, grant, after);
        }),
      (thrown: unknown) => refuse(parts.server, connection, asFault(thrown)),
    );
  });
}

function stream(parts: StreamParts, socket: WebSocket, grant: Grant, after: number): void {
  const pump = makePump({
    after,
    async read(seq) {
      const lines = await parts.transcripts.read(grant.conversation, seq, frameLines);
      const last = lines.at(-1);
      return last ? { frame: JSON.stringify(parts.activitySet(lines, grant.user, seq)), upTo: last.seq } : null;
    },
    send: (frame) => sendAll(socket, frame),
    // "Try again later": the client comes back with its watermark.
    fail: () => socket.close(1013),
  });
  // Listening begins before the first reading, so that nothing falls between the two.
  const unsubscribe = parts.transcripts.subscribe(grant.conversation, pump.wake);
  // Passes by: what cannot be sent is not kept.
  const stopTyping = parts.typing?.subscribe(
    "agent",
    grant.conversation,
    () => void sendAll(socket, JSON.stringify({ activities: [parts.typingActivity()] })).catch(() => undefined),
  );
  const heart = beat(socket, parts.heartbeatMs);
  const leave = (): void => leaveKindly(socket);
  parts.server.closing.addEventListener("abort", leave);
  // A frame that is too large or not valid: ws closes the connection itself.
  socket.on("error", () => undefined);
  socket.once("close", () => {
    pump.stop();
    unsubscribe();
    stopTyping?.();
    clearInterval(heart);
    parts.server.closing.removeEventListener("abort", leave);
  });
  if (parts.server.closing.aborted) leave();
  pump.wake();
}

/** Settles when the frame has left our memory: that is what slows us down for a slow reader. */
function sendAll(socket: WebSocket, frame: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(frame, (error) => (error ? reject(error) : resolve()));
  });
}

/** Ends connections whose other side is gone or has stopped reading. */
function beat(socket: WebSocket, everyMs: number): NodeJS.Timeout {
  let alive = true;
  socket.on("pong", () => (alive = true));
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, everyMs).unref();
}

/** "Going away", and no long wait for an answer to it. */
function leaveKindly(socket: WebSocket): void {
  socket.close(1001);
  setTimeout(() => socket.terminate(), 1_000).unref();
}

function refuse(server: HttpServer, connection: Duplex, fault: AppError): void {
  if (fault.code === "Internal") server.log.error({ err: fault.cause, route: "stream" }, "request failed");
  const body = JSON.stringify(errorBody(fault));
  const head = [
    `HTTP/1.1 ${fault.status} Refused`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
