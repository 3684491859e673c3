import { Agent, request } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";

import type { BrokenRequest, Frame } from "./broken-request.ts";
import { sendHistory, sendStreams } from "./send-many.ts";

/** The current values of the placeholders; `remoteSystems` is the service URL of channels. */
export type Aim = { talk: string; token: string; case: string; remoteSystems: string };
/**
 * Sends a broken request; returns how it ended: an HTTP status, `101` for a stream that opened, `closed` where bytes that are
 * no request got no answer.
 */
export type Send = (brokenRequest: BrokenRequest, aim: Aim) => Promise<string>;

/** Nothing here takes so long: it hangs. */
const timeout = 20_000;

/** A client that breaks the protocol. `leave` closes what it still holds open. */
export function createSendActivity(port: number): { send: Send; leave(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send: Send = (brokenRequest, aim) => {
    const put = (text: string): string =>
      text
        .replaceAll("{talk}", aim.talk)
        .replaceAll("{token}", aim.token)
        .replaceAll("{case}", aim.case)
        .replaceAll("http://127.0.0.1:9/", `${aim.remoteSystems}/`);
    const streamUrl = (query: string): string =>
      `ws://127.0.0.1:${port}/v3/directline/conversations/${aim.talk}/stream${put(query)}`;
    if (brokenRequest.kind === "stream") return sendFrames(streamUrl(brokenRequest.query), brokenRequest.frames);
    if (brokenRequest.kind === "streams") return sendStreams(brokenRequest, streamUrl(brokenRequest.query));
    if (brokenRequest.kind === "history") return sendHistory(brokenRequest, { base: `http://127.0.0.1:${port}`, aim });
    if (brokenRequest.kind === "wire") return sendBytes(port, Buffer.from(put(brokenRequest.text), "latin1"));
    const headers = Object.fromEntries(
      Object.entries(brokenRequest.headers).map(([name, value]) => [name, put(value)]),
    );
    return sendRequest({
      agent,
      port,
      ...brokenRequest,
      path: put(brokenRequest.path),
      headers,
      body: put(brokenRequest.body),
    });
  };
  return { send, leave: () => agent.destroy() };
}

type Sent = Omit<Extract<BrokenRequest, { kind: "request" }>, "kind"> & { agent: Agent; port: number };

function sendRequest({ agent, port, method, path, headers, body }: Sent): Promise<string> {
  const content = Buffer.from(body, "latin1");
  return new Promise((resolve) => {
    const length = content.length > 0 ? { "content-length": content.length } : {};
    const asked = request(
      { agent, host: "127.0.0.1", port, method, path, headers: { ...headers, ...length }, timeout },
      (answer) => {
        resolve(String(answer.statusCode));
        // Those never end by themselves.
        if (answer.headers["content-type"]?.startsWith("text/event-stream")) answer.destroy();
        answer.on("error", () => undefined).resume();
      },
    );
    asked.on("timeout", () => (resolve("no answer in time"), asked.destroy()));
    asked.on("error", (error: NodeJS.ErrnoException) =>
      resolve(asked.reusedSocket && error.code === "ECONNRESET" ? "closed" : `no answer: ${error.code}`),
    );
    asked.end(content);
  });
}

function sendFrames(url: string, frames: readonly Frame[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { handshakeTimeout: timeout });
    let ended = "no answer in time";
    socket.on(
      "unexpected-response",
      (_asked, answer) => ((ended = String(answer.statusCode)), answer.resume(), socket.terminate()),
    );
    socket.on("open", () => {
      ended = "101";
      for (const frame of frames) sendFrame(socket, frame);
      // Either side may end it first.
      socket.close();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(ended));
  });
}

function sendFrame(socket: WebSocket, { as, text }: Frame): void {
  const content = Buffer.from(text, "latin1");
  if (as === "ping") socket.ping(content.subarray(0, 100));
  else if (as === "raw")
    (socket as unknown as { _socket: { write(bytes: Buffer): void } | null })._socket?.write(content);
  else socket.send(content, { binary: as === "binary" });
}

function sendBytes(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let got = "";
    socket.setTimeout(timeout, () => (resolve("no answer in time"), socket.destroy()));
    socket.on("data", (piece) => (got += piece.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(/^HTTP\/1\.1 (\d{3})/.exec(got)?.[1] ?? "closed"));
    // What is not complete must not be waited for.
    socket.end(bytes);
  });
}
