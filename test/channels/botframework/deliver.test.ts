import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createBotAuthentication } from "../../../src/channels/botframework/bot-authentication.ts";
import { createBotFrameworkDeliver } from "../../../src/channels/botframework/deliver-to-channel.ts";
import { createSendActivity } from "../../../src/channels/botframework/connector-client.ts";
import type { Reply } from "../../../dialogs/replies/reply.ts";
import { DeliveryError } from "../../../src/common/delivery-error.ts";
import type { Deliver, ConversationReference } from "../../../src/conversation/ports.ts";
import { questionReply, stepReply } from "../../support/replies.ts";
import { startStubConnector } from "../../support/stub-connector.ts";

let connector: Awaited<ReturnType<typeof startStubConnector>>;
let deliver: Deliver;
beforeEach(async () => {
  connector = await startStubConnector();
  deliver = createBotFrameworkDeliver({
    send: createSendActivity({ auth: createBotAuthentication({ bot: null }), timeoutMs: 300 }),
  });
});
afterEach(() => connector.close());

function party(changes: Partial<ConversationReference> = {}): ConversationReference {
  const address = {
    serviceUrl: connector.serviceUrl,
    channelId: "emulator",
    conversation: { id: "19:c;messageid=1", isGroup: true },
    bot: { id: "bot-1", name: "Bot" },
    user: { id: "user-1" },
    locale: "en-GB",
  };
  return {
    conversation: "bf|emulator|c",
    channel: "emulator",
    user: "user-1",
    userName: "",
    locale: "en-GB",
    push: true,
    address,
    ...changes,
  };
}

function pushing(
  line: { text?: string; reply?: Reply; author?: string } = { reply: questionReply },
  to = party(),
): Promise<void> {
  const body = { line: { ...line, id: "l1", text: line.text ?? line.reply?.text ?? "" } };
  return deliver({ id: "o1", destination: "channel", conversation: to.conversation, party: to, attempt: 1, body });
}

async function faultOf(delivery: Promise<void>): Promise<DeliveryError> {
  const thrown = await delivery.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(thrown).toBeInstanceOf(DeliveryError);
  return thrown as DeliveryError;
}

describe("a line of the conversation", () => {
  test("is posted to the person's channel with sender and recipient", async () => {
    await pushing();
    expect(connector.posted).toHaveLength(1);
    expect(connector.posted[0]).toMatchObject({
      path: `/v3/conversations/${encodeURIComponent("19:c;messageid=1")}/activities`,
      activity: {
        type: "message",
        text: questionReply.text,
        from: { id: "bot-1" },
        recipient: { id: "user-1" },
        conversation: { id: "19:c;messageid=1" },
        suggestedActions: { actions: [{ title: "iPhone or iPad" }, { title: "Windows" }] },
      },
    });
  });

  test("is rendered for its channel: a card with buttons in Teams, numbered text on unknown ones", async () => {
    await pushing({ reply: stepReply }, party({ channel: "msteams" }));
    await pushing({ reply: stepReply }, party({ channel: "sms" }));
    expect(connector.posted[0]?.activity).toMatchObject({
      attachments: [
        {
          content: {
            version: "1.5",
            actions: [{ type: "Action.Execute", data: stepReply.choices[0]?.press }, {}, {}, {}],
          },
        },
      ],
    });
    expect(connector.posted[1]?.activity.text).toContain("[1] It works now");
  });

  test("of an agent has the agent's name and plain text", async () => {
    await pushing({ text: "I *look* into it", author: "Ana" });
    expect(connector.posted[0]?.activity).toMatchObject({
      type: "message",
      text: "Ana: I *look* into it",
      textFormat: "plain",
    });
  });
});

describe("a delivery that fails", () => {
  test.each([
    [408, true],
    [412, true],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [504, true],
    [401, true],
    [400, false],
    [403, false],
    [404, false],
    [405, false],
    [413, false],
  ])("with %i is retryable: %s; and was attempted once", async (status, retry) => {
    connector.answers.push({ status, body: { error: { code: "MessageWritesBlocked", message: "my secret words" } } });
    const fault = await faultOf(pushing());
    expect(fault.retry).toBe(retry);
    expect(fault.message).toContain(String(status));
    expect(fault.message).not.toContain("secret");
    expect(connector.posted).toHaveLength(1);
  });

  test("waits for Retry-After, in seconds or as a date", async () => {
    connector.answers.push({ status: 429, headers: { "Retry-After": "7" } });
    expect((await faultOf(pushing())).afterMs).toBe(7_000);
    connector.answers.push({ status: 503, headers: { "Retry-After": new Date(Date.now() - 5_000).toUTCString() } });
    expect((await faultOf(pushing())).afterMs).toBe(0);
    connector.answers.push({ status: 429, headers: { "Retry-After": "soon" } });
    expect((await faultOf(pushing())).afterMs).toBeUndefined();
  });

  test.each(["hang", "reset"] as const)(
    "because the channel's answer is a %s can be tried again, and was tried once",
    async (answer) => {
      connector.answers.push(answer);
      expect((await faultOf(pushing())).retry).toBe(true);
      expect(connector.posted).toHaveLength(1);
    },
  );

  test("by a refused connection is retryable", async () => {
    const gone = party({ address: { ...(party().address as object), serviceUrl: "http://127.0.0.1:1/" } });
    expect((await faultOf(pushing(undefined, gone))).retry).toBe(true);
  });

  test("by a redirect is final: only the validated address is called", async () => {
    connector.answers.push({ status: 307, headers: { Location: `${connector.serviceUrl}elsewhere` } });
    expect((await faultOf(pushing())).retry).toBe(false);
    expect(connector.posted).toHaveLength(1);
  });

  test.each([
    ["no address", { address: null }],
    ["an empty serviceUrl", { address: { serviceUrl: "", conversation: { id: "c" } } }],
  ])("because there is %s is final", async (_, changes) => {
    expect((await faultOf(pushing(undefined, party(changes)))).retry).toBe(false);
  });

  test("of an entry that is no line is final", async () => {
    expect(
      (
        await faultOf(
          deliver({
            id: "o",
            destination: "channel",
            conversation: "c",
            party: party(),
            attempt: 1,
            body: { some: 1 },
          }),
        )
      ).retry,
    ).toBe(false);
  });
});
