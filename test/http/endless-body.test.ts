import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";

import { AppError } from "../../src/common/errors.ts";
import { sendJson } from "../../src/http/response.ts";
import { readBody } from "../../src/http/request-body.ts";
import { createHttpServer, route } from "../../src/http/server.ts";

const limit = 100_000;
const chunk = Buffer.alloc(50_000, "x");

/** A server that takes bodies up to the limit; `asked` resolves with the request as the server sees it. */
async function startServer(): Promise<{ port: number; asked: Promise<IncomingMessage> }> {
  const server = createHttpServer({ log: pino({ level: "silent" }) });
  onTestFinished(() => server.close({ withinMs: 0 }));
  const arrived = Promise.withResolvers<IncomingMessage>();
  const take = async (req: IncomingMessage): Promise<number> => {
    arrived.resolve(req);
    return (await readBody(req, limit)).length;
  };
  route(server, "POST", "/", async (req, res) => sendJson(res, 200, { bytes: await take(req) }), { body: "raw" });
  const refuse = (req: IncomingMessage): never => {
    arrived.resolve(req);
    throw new AppError("TooManyRequests", "Not now.");
  };
  route(server, "POST", "/unread", refuse, { body: "raw" });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return { port, asked: arrived.promise };
}

type Sender = { socket: Socket; answer(): string; closed: Promise<unknown> };

async function startSending(port: number, header: string, path = "/"): Promise<Sender> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString()));
  // Who is cut off while writing learns it by a fault.
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n`);
  return { socket, answer: () => text, closed };
}

/** Sends so many bytes of body, as fast as they are taken; false: the other side has had enough before. */
async function send({ socket, closed }: Sender, bytes: number, isChunked: boolean): Promise<boolean> {
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    if (socket.destroyed) return false;
    const taken = socket.write(
      isChunked ? Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]) : chunk,
    );
    if (!taken) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
  }
  return !socket.destroyed;
}

const kinds = [
  ["of unknown length", "Transfer-Encoding: chunked", true],
  ["that says how long it is", "Content-Length: 1000000000", false],
] as const;

test.each(kinds)(
  "a refused body %s is let past for a while, so that its sender gets to read the answer",
  async (_how, header, isChunked) => {
    const { port, asked } = await startServer();
    const sender = await startSending(port, header);
    const request = await asked;
    const read = 10 * limit;
    expect(await send(sender, read, isChunked)).toBe(true);
    while (request.socket.bytesRead < read && !request.socket.destroyed)
      await Promise.race([once(request, "data"), sender.closed]);
    while (!sender.answer().includes("TooLarge") && !sender.socket.destroyed)
      await Promise.race([once(sender.socket, "data"), sender.closed]);
    expect(sender.answer()).toContain(" 413 ");
    expect([request.socket.bytesRead > read, request.socket.destroyed]).toEqual([true, false]);
  },
);

test.each(kinds)(
  "a refused body %s that has no end is cut off at sixteen times what may be sent",
  async (_how, header, isChunked) => {
    const { port, asked } = await startServer();
    const sender = await startSending(port, header);
    const { socket } = await asked;
    expect(await send(sender, 2_000 * limit, isChunked)).toBe(false);
    await sender.closed;
    // What is in the last piece, and what was kept of the body before it was refused, comes on top.
    expect(socket.bytesRead).toBeGreaterThan(16 * limit);
    expect(socket.bytesRead).toBeLessThan(19 * limit);
  },
);

test.each(kinds)(
  "a body %s that was refused before it was read is taken slowly, and cut off as well",
  async (_how, header, isChunked) => {
    const { port, asked } = await startServer();
    const sender = await startSending(port, header, "/unread");
    const request = await asked;
    const paused = once(request, "pause");
    expect(await send(sender, 2_000 * limit, isChunked)).toBe(false);
    await paused;
    await sender.closed;
    expect(sender.answer()).toContain(" 429 ");
    expect(request.socket.bytesRead).toBeLessThan(200 * limit);
  },
);
