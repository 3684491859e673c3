import { expect, test } from "vitest";

import { startCollector } from "./support/collector.ts";
import { openTalk, startWhole } from "./support/whole-service.ts";

const marker = "kim-marker-7f3a";

/** Every door, with the marker wherever something can be written. */
async function knockEverywhere(base: string): Promise<void> {
  const talk = await openTalk(base);
  const json = { "content-type": "application/json" };
  const activity = {
    type: "message",
    text: `spotify 502 ${marker}`,
    locale: marker,
    from: { id: marker, name: marker },
    channelData: { clientActivityID: marker },
  };
  await talk.post(activity);
  await talk.post({ type: "message", text: "talk to a person", from: { name: marker } });
  await talk.post({ type: marker, text: marker, value: { event: { type: marker }, label: marker } });
  const form = new FormData();
  form.append("activity", new Blob([JSON.stringify(activity)], { type: "application/vnd.microsoft.activity" }));
  form.append("file", new Blob([marker]), `${marker}.png`);
  await fetch(`${talk.path}/upload?userId=${marker}`, { method: "POST", headers: { authorization: talk.headers["authorization"] ?? "" }, body: form });
  await fetch(`${talk.path}/activities?watermark=${marker}`, { headers: talk.headers });
  await fetch(`${base}/${marker}?${marker}=${marker}`, {
    headers: { cookie: marker, "user-agent": marker, referer: `http://x/${marker}`, authorization: `Bearer ${marker}` },
  });
  await fetch(`${talk.path}/activities`, { method: "POST", headers: talk.headers, body: `{"text": "${marker}` });
  const bot = { ...activity, id: "1", channelId: "emulator", conversation: { id: "c" }, recipient: { id: "b" }, serviceUrl: "http://127.0.0.1:9/" };
  for (const sent of [bot, { ...bot, type: "invoke", name: marker, value: marker }, { ...bot, serviceUrl: `http://${marker}/` }, { [marker]: marker }]) {
    await fetch(`${base}/api/messages`, { method: "POST", headers: { ...json, authorization: marker }, body: JSON.stringify(sent) });
  }
  const desk = { ...json, authorization: "Bearer ana-token" };
  const { cases } = (await (await fetch(`${base}/api/desk/cases?status=waiting`, { headers: desk })).json()) as { cases: { id: string }[] };
  for (const { id } of cases) {
    await fetch(`${base}/api/desk/cases/${id}/claim`, { method: "POST", headers: desk, body: "{}" });
    for (const deed of ["messages", "notes"]) {
      const answer = await fetch(`${base}/api/desk/cases/${id}/${deed}`, { method: "POST", headers: desk, body: JSON.stringify({ text: marker }) });
      expect(answer.status).toBe(200);
    }
    await fetch(`${base}/api/desk/cases/${id}/close`, { method: "POST", headers: desk, body: JSON.stringify({ resolution: marker }) });
  }
  await fetch(`${base}/api/desk/session`, { method: "POST", headers: json, body: JSON.stringify({ token: marker }) });
  await fetch(`${base}/api/desk/cases/${marker}`, { headers: desk });
}

test("what people write is in no log, no metric and no trace, whatever door it came through", async () => {
  const collector = await startCollector();
  const { base, app, logged, stop } = await startWhole({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  await knockEverywhere(base);
  await app.conversations.idle();
  const metrics = await (await fetch(`${base}/metrics`)).text();
  await stop();
  expect(logged()).toContain("answered");
  expect(metrics).toContain("assistant_turns_total");
  expect(collector.told()).toContain("conversation.id");
  for (const told of [logged(), metrics, collector.told()]) expect(told).not.toContain(marker);
});
