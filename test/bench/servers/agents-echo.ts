import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { ActivityHandler, CloudAdapter, type Request } from "@microsoft/agents-hosting";

/** The echo bot of the SDK that follows `botbuilder`, on nothing but `node:http`. */
class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
      await next();
    });
  }
}

const adapter = new CloudAdapter({});
const bot = new EchoBot();

/** The parts of Express's response that the adapter uses. */
function responseOf(res: ServerResponse) {
  const response = {
    status: (code: number) => ((res.statusCode = code), response),
    setHeader: (name: string, value: string) => (res.setHeader(name, value), response),
    send(body?: unknown) {
      if (body === undefined || typeof body === "string") res.end(body);
      else res.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
      return response;
    },
    end: () => (res.end(), response),
    get headersSent() {
      return res.headersSent;
    },
    get writableEnded() {
      return res.writableEnded;
    },
  };
  return response;
}

async function answer(req: IncomingMessage, res: ServerResponse, text: string): Promise<void> {
  const body = JSON.parse(text) as Record<string, unknown>;
  const request: Request = { body, headers: req.headers, ...(req.method && { method: req.method }) };
  // Without an app id nobody is signed in; its own middleware lets them through like this.
  request.user = { aud: "" };
  await adapter.process(request, responseOf(res), (context) => bot.run(context));
}

const server = createServer((req, res) => {
  let text = "";
  req.setEncoding("utf8");
  req.on("data", (piece: string) => (text += piece));
  req.on("end", () => {
    answer(req, res, text).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      res.writeHead(500).end();
    });
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
