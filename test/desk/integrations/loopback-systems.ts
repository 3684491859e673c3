import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

type Body = Record<string, unknown>;
/** `well`: answers. `refuses`: takes nothing and says 503. `silent`: takes what it is sent and never says so. */
type Fault = "well" | "refuses" | "silent";

/** Another system on loopback, with a memory of its own that outlives our process. */
export type LoopbackSystem = {
  fault: Fault;
  /** What it was sent to open cases with, and took. */
  opened: Body[];
  /** Settles once this is so; looked at after each request. */
  until(isSo: () => boolean): Promise<void>;
  /** Requests that would open a case, taken or not. */
  asked: Body[];
  url: string;
};

/** How a system answers: what opens a case there, and everything that is asked of it. `opened`: what it holds. */
type Behaviour = {
  opens(method: string, path: string, body: Body): boolean;
  answer(method: string, path: string, opened: readonly Body[]): { status: number; body?: unknown };
};

/** The systems by name: what each needs in the environment, and before our own code, to be called on loopback. */
export const loopbackSystems: Readonly<
  Record<string, { behaviour: Behaviour; env(url: string): Record<string, string>; before?(url: string): string }>
> = {
  handoff: {
    behaviour: { opens: (_method, _path, { name }) => name === "handoff.initiate", answer: () => ({ status: 202 }) },
    env: (url) => ({ HANDOFF_HUB_URL: `${url}/handoff`, HANDOFF_SECRET: "a-secret-for-the-hub" }),
  },
  chatwoot: {
    behaviour: {
      opens: (method, path) => method === "POST" && path.endsWith("/conversations"),
      answer(method, path, opened) {
        if (path.includes("/contacts/search")) return { status: 200, body: { payload: [] } };
        if (path.endsWith("/contacts"))
          return {
            status: 200,
            body: { payload: { contact: { id: 11 }, contact_inbox: { source_id: "s", inbox: { id: 3 } } } },
          };
        if (path.endsWith("/11/conversations"))
          return {
            status: 200,
            body: { payload: opened.map(({ custom_attributes: own }) => ({ id: 21, custom_attributes: own })) },
          };
        if (path.endsWith("/messages")) return { status: 200, body: method === "GET" ? { payload: [] } : { id: 1 } };
        return { status: 200, body: { id: 21, payload: {} } };
      },
    },
    env: (url) => ({
      CHATWOOT_URL: url,
      CHATWOOT_ACCOUNT: "7",
      CHATWOOT_INBOX: "3",
      CHATWOOT_TOKEN: "agent-bot-token",
      CHATWOOT_WEBHOOK_SECRET: "a-secret-of-the-webhook",
    }),
  },
  zendesk: {
    behaviour: {
      opens: (method, path) => method === "POST" && path.endsWith("/tickets.json"),
      answer(method, path, opened) {
        if (method === "GET" && path.includes("/tickets.json"))
          return { status: 200, body: { tickets: opened.map(() => ({ id: 35 })) } };
        return path.includes("/audits")
          ? { status: 200, body: { audits: [] } }
          : { status: 201, body: { ticket: { id: 35 } } };
      },
    },
    env: () => ({ ZENDESK_SUBDOMAIN: "acme", ZENDESK_EMAIL: "bot@acme.example", ZENDESK_TOKEN: "t0ken" }),
    // Its address is always its makers'; here it is this machine.
    before: (url) => `
      import http from "node:http";
      import https from "node:https";
      import { syncBuiltinESMExports } from "node:module";
      const request = https.request;
      https.request = (address, ...rest) => {
        const { hostname, pathname, search } = new URL(String(address));
        return hostname === "acme.zendesk.com" ? http.request(${JSON.stringify(url)} + pathname + search, ...rest) : request(address, ...rest);
      };
      syncBuiltinESMExports();`,
  },
  teams: {
    behaviour: {
      opens: (method, path) => method === "POST" && path.endsWith("/v3/conversations"),
      answer: (_method, path, opened) =>
        path.includes("pagedmembers")
          ? { status: 200, body: { members: [] } }
          : {
              status: 201,
              body: { id: `19:experts@thread.tacv2;messageid=${opened.length}`, activityId: String(opened.length) },
            },
    },
    env: (url) => ({ TEAMS_EXPERTS_CHANNEL: "19:experts@thread.tacv2", TEAMS_EXPERTS_SERVICE_URL: `${url}/` }),
  },
};

/** Opens it; it ends with the test. */
export async function openLoopbackSystem({ opens, answer }: Behaviour): Promise<LoopbackSystem> {
  const server = createServer((req, res) => void take(req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const system: LoopbackSystem = {
    fault: "well",
    opened: [],
    asked: [],
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async until(isSo) {
      while (!isSo()) await once(server, "taken");
    },
  };
  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of req) text += String(chunk);
    const [method, path] = [req.method ?? "", req.url ?? ""];
    const body = (text === "" ? {} : JSON.parse(text)) as Body;
    const isOpening = opens(method, path, body);
    if (isOpening) system.asked.push(body);
    if (isOpening && system.fault !== "refuses") system.opened.push(body);
    const { status, body: answered } =
      isOpening && system.fault === "refuses" ? { status: 503 } : answer(method, path, system.opened);
    if (!(isOpening && system.fault === "silent"))
      res
        .writeHead(status, { "content-type": "application/json" })
        .end(answered === undefined ? "" : JSON.stringify(answered));
    server.emit("taken");
  }
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return system;
}
