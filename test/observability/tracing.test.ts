import { describe, expect, test } from "vitest";

import { startStubConnector } from "../support/stub-connector.ts";
import { startCollector } from "../support/collector.ts";
import { openTalk, startWhole } from "../support/whole-service.ts";
import { postAsEmulator } from "../support/bot-endpoint.ts";

describe("a collector", () => {
  test("gets a span per request, with its turn as a child", async () => {
    const collector = await startCollector();
    const { base, app, stop } = await startWhole({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const talk = await openTalk(base);
    await Promise.all(["spotify 502", "on my mac", "still broken"].map((text) => talk.post({ type: "message", text })));
    await app.conversations.idle();
    await stop();
    const posts = collector.spans().filter(({ name }) => name.startsWith("POST") && name.endsWith("/activities"));
    const turns = collector
      .spans()
      .filter(({ name, attributes }) => name === "turn" && attributes["incoming.kind"] === "said");
    expect(posts.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([200, 200, 200]);
    expect(new Set(turns.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set(posts.map(({ spanId }) => spanId)));
    for (const turn of turns) {
      expect(turn.attributes["conversation.id"]).toBe(talk.id);
      expect(posts.find(({ spanId }) => spanId === turn.parentSpanId)?.traceId).toBe(turn.traceId);
    }
  });

  test("gets the delivery in the trace of its request", async () => {
    const collector = await startCollector();
    const channel = await startStubConnector();
    const { base, stop } = await startWhole({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const answered = channel.waitFor(({ activity: { type } }) => type === "message");
    await postAsEmulator(base, { id: "1", text: "hi", serviceUrl: channel.serviceUrl });
    await answered;
    await stop();
    await channel.close();
    const spans = collector.spans();
    const [request, turn, delivery] = ["POST /api/messages", "turn", "delivery"].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(delivery).toMatchObject({ traceId: request?.traceId, parentSpanId: turn?.spanId });
    expect(delivery?.attributes).toMatchObject({ "delivery.destination": "channel", "delivery.result": "delivered" });
  });

  test.each([
    ["is away", async () => "http://127.0.0.1:9"],
    ["never answers", async () => (await startCollector("hangs")).url],
  ])("that %s delays neither turns nor shutdown", async (_what, where) => {
    const { base, app, logged, stop } = await startWhole({ OTEL_EXPORTER_OTLP_ENDPOINT: await where() });
    const talk = await openTalk(base);
    expect((await talk.post({ type: "message", text: "spotify 502" })).status).toBe(200);
    await app.conversations.idle();
    expect((await talk.read()).length).toBeGreaterThan(2);
    await stop();
    expect(logged()).not.toContain('"level":"error"');
  });
});
