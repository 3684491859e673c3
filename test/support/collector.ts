import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One span as a collector hears it. */
export type ReceivedSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, unknown>;
};

/** An OpenTelemetry collector that keeps what it is told; `answer: "hangs"` never answers. */
export type Collector = { url: string; output(): string; spans(): ReceivedSpan[]; asked(): number };

type Attribute = { key: string; value: Record<string, unknown> };
type Body = {
  resourceSpans: { scopeSpans: { spans: (Omit<ReceivedSpan, "attributes"> & { attributes: Attribute[] })[] }[] }[];
};

export async function startCollector(answer: "well" | "hangs" = "well"): Promise<Collector> {
  const bodies: string[] = [];
  let asked = 0;
  const server = createServer((req, res) => {
    asked += 1;
    let body = "";
    req.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    req.on("end", () => {
      bodies.push(body);
      if (answer === "hangs") return;
      res.writeHead(200, { "content-type": "application/json" });
      res.end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  const spansIn = (body: string): ReceivedSpan[] =>
    (JSON.parse(body) as Body).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => ({
          ...span,
          attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
        })),
      ),
    );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    output: () => bodies.join("\n"),
    spans: () => bodies.flatMap(spansIn),
    asked: () => asked,
  };
}
