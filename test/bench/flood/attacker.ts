import { constants, setPriority } from "node:os";
import { WebSocket } from "ws";

/**
 * The process of who attacks from one address, within what the service's limits let through. Told to stop, it tells what it was
 * answered. An attacker has a machine of its own: here it takes what processor time service and people leave, or what
 * they
 * wait would be the price of its own work.
 */
export type Attack = { kind: AttackKind; url: string; from: string };
export const attackKinds = [
  "form parts",
  "part headers",
  "large files",
  "long texts",
  "too long texts",
  "streams",
] as const;
export type AttackKind = (typeof attackKinds)[number];
/** How often each status came; 0: the connection was closed without one. */
export type Statuses = Readonly<Record<number, number>>;

/** As many at a time as one browser would. */
const sideBySide = 4;
const picture = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(4_900_000, 1)]);
const part = (head: string, content: string | Buffer = ""): Buffer =>
  Buffer.concat([
    Buffer.from(`--a\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from("\r\n"),
  ]);
const formOf = (...parts: Buffer[]): Buffer => Buffer.concat([...parts, Buffer.from("--a--\r\n")]);
const message = (text: string): string => JSON.stringify({ type: "message", text, from: { id: "me" } });

/** What is posted again and again. */
const bodies: Readonly<Record<Exclude<AttackKind, "streams">, { path: string; body: Buffer | string }>> = {
  "form parts": {
    path: "upload",
    body: formOf(...Array.from({ length: 50_000 }, () => part('name="b"; filename="c"'))),
  },
  "part headers": { path: "upload", body: formOf(part(`name="b"\r\n${"x: y\r\n".repeat(600_000)}`.trimEnd())) },
  "large files": { path: "upload", body: formOf(part('name="file"; filename="a.png"', picture)) },
  "long texts": { path: "activities", body: message("lorem ipsum ".repeat(660)) },
  "too long texts": { path: "activities", body: message("lorem ipsum ".repeat(20_000)) },
};

type Talk = { address: string; headers: Record<string, string>; streamUrl: string };

async function openTalk({ url, from }: Attack): Promise<Talk> {
  const forwarded = { "x-forwarded-for": from, "content-type": "application/json" };
  const opened = await fetch(`${url}/v3/directline/tokens/generate`, {
    method: "POST",
    headers: forwarded,
    body: "{}",
  });
  const { token } = (await opened.json()) as { token: string };
  const headers = { ...forwarded, authorization: `Bearer ${token}` };
  const started = await fetch(`${url}/v3/directline/conversations`, { method: "POST", headers, body: "{}" });
  const { conversationId, streamUrl } = (await started.json()) as { conversationId: string; streamUrl: string };
  return { address: `${url}/v3/directline/conversations/${conversationId}`, headers, streamUrl };
}

/** Opens a stream and leaves it open, or is refused. */
function openStream({ streamUrl, headers }: Talk): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(streamUrl, { headers: { "x-forwarded-for": headers["x-forwarded-for"] ?? "" } });
    socket.on("open", () => resolve(101));
    socket.on("unexpected-response", (_asked, answer) => (answer.resume(), resolve(answer.statusCode ?? 0)));
    socket.on("error", () => resolve(0));
  });
}

async function post(talk: Talk, kind: Exclude<AttackKind, "streams">): Promise<number> {
  const { path, body } = bodies[kind];
  const type = path === "upload" ? "multipart/form-data; boundary=a" : "application/json";
  const headers = { ...talk.headers, "content-type": type };
  return fetch(`${talk.address}/${path}`, { method: "POST", headers, body: Buffer.from(body) }).then(
    async (answer) => (await answer.arrayBuffer(), answer.status),
    () => 0,
  );
}

async function attack(command: Attack, stopped: AbortSignal): Promise<Statuses> {
  const { kind } = command;
  const talks = await Promise.all(Array.from({ length: sideBySide }, () => openTalk(command)));
  const statuses: Record<number, number> = {};
  const work = async (talk: Talk): Promise<void> => {
    while (!stopped.aborted) {
      const status = kind === "streams" ? await openStream(talk) : await post(talk, kind);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(talks.map(work));
  return statuses;
}

setPriority(constants.priority.PRIORITY_LOW);
const stopping = new AbortController();
process.on("message", (command: Attack | "stop" | "usage") => {
  if (command === "stop") return stopping.abort();
  if (command !== "usage") void attack(command, stopping.signal).then((statuses) => process.send?.(statuses));
});
process.channel?.ref();
process.send?.("ready");
