import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";

import { examine } from "../../../src/cli/doctor-checks.ts";
import { readConfig } from "../../../src/config/settings.ts";
import { type DeskApp, useDeskApp, visitor } from "../../support/desk-app.ts";
import { waitFor } from "../../desk/event-stream.ts";

/** A mail server on loopback. `refuse`: the codes that it answers the next recipients with. */
async function mailServer() {
  const mails: { to: string[]; raw: string }[] = [];
  const refuse: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo(address, _session, done) {
      const code = refuse.shift();
      done(code ? Object.assign(new Error(`no such user <${address.address}>`), { responseCode: code }) : null);
    },
    onData(stream, session, done) {
      let raw = "";
      stream.on("data", (chunk: Buffer) => (raw += chunk.toString()));
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  return { mails, refuse, url: `smtp://127.0.0.1:${port}` };
}

const site = { PUBLIC_URL: "https://help.example.com", MAIL_FROM: "help@example.com" };

/** Kim asked for a person and left an address; ana has the case. */
async function withAddress(env: Record<string, string>) {
  const server = await mailServer();
  const service = await useDeskApp({ SMTP_URL: server.url, ...site, ...env });
  const kim = await visitor(service);
  await kim.say("I want to talk to a person");
  const { id } = (await service.desk("ana", "GET", "/cases?status=waiting")).body.cases[0]!;
  await kim.say("kim@example.net");
  const answer = (text: string) => service.desk("ana", "POST", `/cases/${id}/messages`, { text });
  return { server, service, kim, id, answer };
}

function becomes(service: DeskApp, id: string, text: string, delivery: string, reason?: string) {
  return waitFor(async () =>
    (await service.desk("ana", "GET", `/cases/${id}`)).body.transcript.find(
      (line) => line.text === text && line.delivery === delivery && (!reason || line.reason === reason),
    ),
  );
}

test("what an agent writes to a person who is gone goes to the address they left, with a link back", async () => {
  const { server, service, kim, id, answer } = await withAddress({ MAIL_AFTER_MINUTES: "0" });
  await answer("Are the lights on?");
  await becomes(service, id, "Are the lights on?", "delivered");
  expect(server.mails.map(({ to }) => to)).toEqual([["kim@example.net"]]);
  const raw = server.mails[0]!.raw.replaceAll("=\r\n", "");
  expect(raw).toContain(`ana answered your case ${id}`);
  expect(raw).toContain("ana: Are the lights on?");
  expect(raw).toContain("https://help.example.com/");
  expect((await kim.lines()).at(-1)).toContain("Are the lights on?");
});

test("what the page has got is not sent again, and until then the line is waiting", async () => {
  const { server, service, kim, id, answer } = await withAddress({});
  const soon = "goes out by e-mail soon, unless it's read on the page before";
  await answer("Are the lights on?");
  await becomes(service, id, "Are the lights on?", "waiting", soon);
  await kim.lines();
  await answer("And the router?");
  await becomes(service, id, "And the router?", "waiting");
  service.forward(3 * 60_000);
  await service.desk("ana", "POST", `/cases/${id}/retry`);
  await becomes(service, id, "And the router?", "delivered");
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]!.raw).not.toContain("Are the lights on?");
});

test("a refusal by the mail server is seen at the desk, without the address, and can be tried again", async () => {
  const { server, service, id, answer } = await withAddress({ MAIL_AFTER_MINUTES: "0" });
  server.refuse.push(550);
  await answer("Are the lights on?");
  const failed = await becomes(service, id, "Are the lights on?", "failed");
  expect(failed?.reason).toBe("the mail server refused the e-mail (550)");
  await service.desk("ana", "POST", `/cases/${id}/retry`);
  await becomes(service, id, "Are the lights on?", "delivered");
  expect(server.mails).toHaveLength(1);
});

test("a refusal that passes is tried again by itself", async () => {
  const { server, service, id, answer } = await withAddress({ MAIL_AFTER_MINUTES: "0" });
  server.refuse.push(451);
  await answer("Are the lights on?");
  await becomes(service, id, "Are the lights on?", "delivered");
  expect(server.mails).toHaveLength(1);
});

test("the doctor asks the mail server, and says what is wrong with it", async () => {
  const { url } = await mailServer();
  const says = async (SMTP_URL: string) => {
    const read = readConfig({ SMTP_URL, ...site, STATUS_FEED: "off", DATABASE_URL: "sqlite::memory:" });
    if (!read.ok) throw new Error(read.faults.join());
    return (await examine(read.config)).find(({ what }) => what === "mail server");
  };
  expect(await says(url)).toMatchObject({ state: "ok" });
  expect(await says("smtp://127.0.0.1:1")).toMatchObject({
    state: "failed",
    says: expect.stringContaining("SMTP_URL"),
  });
});

test("nobody is asked for an address without a mail server, and with one they are where nobody is there", async () => {
  const ask = /Prefer e-mail\? Send me your address/;
  const without = await visitor(await useDeskApp());
  await without.say("I want to talk to a person");
  expect((await without.lines()).join("\n")).not.toMatch(ask);
  const { url } = await mailServer();
  const kim = await visitor(await useDeskApp({ SMTP_URL: url, ...site }));
  await kim.say("I want to talk to a person");
  expect((await kim.lines()).join("\n")).toMatch(ask);
});
