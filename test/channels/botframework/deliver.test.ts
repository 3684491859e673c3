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
let now = 0;
beforeEach(async () => {
  connector = await startStubConnector();
  deliver = createBotFrameworkDeliver({
    send: createSendActivity({ auth: createBotAuthentication({ bot: null }), timeoutMs: 300 }),
    now: () => now,
  });
});
afterEach(() => connector.close());

function reference(changes: Partial<ConversationReference> = {}): ConversationReference {
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
  line: { text?: string; reply?: Reply; author?: string; at?: number } = { reply: questionReply },
  to = reference(),
): ReturnType<Deliver> {
  const body = { line: { ...line, id: "l1", text: line.text ?? line.reply?.text ?? "" } };
  return deliver({ id: "o1", destination: "channel", conversation: to.conversation, reference: to, attempt: 1, body });
}

async function faultOf(delivery: ReturnType<Deliver>): Promise<DeliveryError> {
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
    await pushing({ reply: stepReply }, reference({ channel: "msteams" }));
    await pushing({ reply: stepReply }, reference({ channel: "sms" }));
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

describe("words that arrive late", () => {
  const at = Date.UTC(2026, 10, 22, 9, 2);
  const words = async (minutesLater: number, changes: Partial<ConversationReference> = {}) => {
    now = at + minutesLater * 60_000;
    await pushing({ text: "Look at the lights", author: "Ana", at }, reference(changes));
    return connector.posted.at(-1)?.activity["text"];
  };

  test("come as they are within an hour", async () => {
    expect(await words(59)).toBe("Ana: Look at the lights");
  });

  test("come with their time on the person's clock after an hour, and with the day where it was another", async () => {
    const berlin = { timeZone: "Europe/Berlin" };
    expect(await words(60, berlin)).toBe("Written at 10:02:\n\nAna: Look at the lights");
    expect(await words(20 * 60, berlin)).toBe("Written on 22 November 2026 at 10:02:\n\nAna: Look at the lights");
    expect(await words(60)).toBe("Written at 09:02 UTC:\n\nAna: Look at the lights");
  });

  test("come with their time above a card, too", async () => {
    now = at + 3_700_000;
    await pushing({ reply: stepReply, at }, reference({ channel: "msteams" }));
    expect(connector.posted.at(-1)?.activity).toMatchObject({
      text: "Written at 09:02 UTC:",
      attachments: [expect.anything()],
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
    [403, true],
    [404, true],
    [405, true],
    [413, false],
  ])("with %i is retryable: %s; and was attempted once", async (status, retry) => {
    connector.answers.push({ status, body: { error: { code: "SomethingElse", message: "my secret words" } } });
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
    const gone = reference({ address: { ...(reference().address as object), serviceUrl: "http://127.0.0.1:1/" } });
    expect((await faultOf(pushing(undefined, gone))).retry).toBe(true);
  });

  test.each([
    [401, "BotDisabledByAdmin"],
    [403, "ConversationBlockedByUser"],
    [403, "MessageWritesBlocked"],
    [403, "BotNotInConversationRoster"],
    [404, "BotNotInConversationRoster"],
  ])("with %i %s is final, and is known by that name", async (status, code) => {
    connector.answers.push({ status, body: { error: { code } } });
    const fault = await faultOf(pushing());
    expect([fault.retry, fault.message]).toEqual([false, `the channel answered ${status} (${code})`]);
  });

  test.each([
    [502, "remote", Infinity],
    [401, "remote", Infinity],
    [403, "conversation", Infinity],
    [404, "conversation", 4],
  ] as const)("with %i concerns the %s and is tried %d times in a row", async (status, concerns, maxInARow) => {
    connector.answers.push({ status, body: { error: { code: "Unknown" } } });
    expect(await faultOf(pushing())).toMatchObject({ retry: true, concerns, maxInARow });
  });

  test("by a redirect is retryable, as of a proxy in between: only the validated address is called", async () => {
    connector.answers.push({ status: 307, headers: { Location: `${connector.serviceUrl}elsewhere` } });
    expect((await faultOf(pushing())).retry).toBe(true);
    expect(connector.posted).toHaveLength(1);
  });

  test.each([
    ["no address", { address: null }],
    ["an empty serviceUrl", { address: { serviceUrl: "", conversation: { id: "c" } } }],
  ])("because there is %s is final", async (_, changes) => {
    expect((await faultOf(pushing(undefined, reference(changes)))).retry).toBe(false);
  });

  test("of an entry that is no line is final", async () => {
    expect(
      (
        await faultOf(
          deliver({
            id: "o",
            destination: "channel",
            conversation: "c",
            reference: reference(),
            attempt: 1,
            body: { some: 1 },
          }),
        )
      ).retry,
    ).toBe(false);
  });
});
