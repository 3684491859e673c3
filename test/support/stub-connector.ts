import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Posted = {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  activity: Record<string, unknown>;
};
/** How the stub answers one POST; `hang` never does. */
export type StubAnswer = { status: number; headers?: Record<string, string>; body?: unknown } | "hang" | "reset";

/** A channel's own service on loopback: records what is posted to it and answers as told, then with 200. */
export async function startStubConnector(): Promise<{
  serviceUrl: string;
  posted: Posted[];
  answers: StubAnswer[];
  /** Answers what it gives an answer for, before `answers`. */
  refuses: (posted: Posted) => StubAnswer | undefined;
  /** Settles with the first activity that `fits`, already posted or still to come. */
  waitFor(fits: (posted: Posted) => boolean): Promise<Posted>;
  close(): Promise<void>;
}> {
  const posted: Posted[] = [];
  const answers: StubAnswer[] = [];
  const waiting: { fits: (posted: Posted) => boolean; found: (posted: Posted) => void }[] = [];
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const seen = { method: req.method ?? "", path: req.url ?? "", headers: req.headers, activity: await bodyOf(req) };
    posted.push(seen);
    answerWith(res, stub.refuses(seen) ?? answers.shift() ?? { status: 200, body: { id: `sent-${posted.length}` } });
    for (const waiter of waiting) if (waiter.fits(seen)) waiter.found(seen);
  };
  const server = createServer((req, res) => void take(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stub = {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    posted,
    answers,
    refuses: (_posted: Posted): StubAnswer | undefined => undefined,
    waitFor: (fits: (posted: Posted) => boolean): Promise<Posted> => {
      const already = posted.find(fits);
      return already ? Promise.resolve(already) : new Promise((found) => waiting.push({ fits, found }));
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return stub;
}

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of req) text += chunk;
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function answerWith(res: ServerResponse, answer: StubAnswer): void {
  if (answer === "hang") return;
  if (answer === "reset") return void res.destroy();
  res.writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers });
  res.end(JSON.stringify(answer.body ?? {}));
}
