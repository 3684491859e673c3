import { once } from "node:events";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createPump } from "../../../src/channels/directline/stream-pump.ts";
import { AppError } from "../../../src/common/errors.ts";
import { call, listen, post, start, type Started } from "./calls.ts";
import { makeScriptedTalk, words, type ScriptedTalk } from "./scripted-talk.ts";
import { startWebChat, type WebChatServer } from "./web-chat-server.ts";

let talk: ScriptedTalk;
let chat: WebChatServer;
let mine: Started;

beforeEach(async () => {
  talk = makeScriptedTalk(({ input }) => [words(input.kind === "happened" ? "Hello." : "Heard.")]);
  chat = await startWebChat(talk);
  mine = await start(chat);
});
afterEach(() => chat.close());

/** Resolves when there are no subscribers left. */
async function allGone(): Promise<void> {
  while (talk.listeners(mine.conversationId) > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe("the stream", () => {
  test("sends past lines, then new ones, each once and in order", async () => {
    const stream = await listen(mine.streamUrl);
    await stream.until(1);
    await post(chat, mine, { text: "hi" });
    talk.say(mine.conversationId, "agent", "Ana here.");

    const received = await stream.until(4);

    expect(new Set(received.map(({ text }) => text))).toEqual(new Set(["Ana here.", "Heard.", "Hello.", "hi"]));
    expect(received.map(({ id }) => id)).toEqual([...new Set(received.map(({ id }) => id))]);
    expect(stream.frames.at(-1)?.watermark).toBe("4");
  });

  test("starts after the watermark", async () => {
    const first = await listen(mine.streamUrl);
    await first.until(1);
    first.socket.terminate();
    talk.say(mine.conversationId, "assistant", "said while away");
    const again = await call(chat, "GET", `${mine.path}?watermark=1`, { token: mine.token });

    const second = await listen(again.body.streamUrl);

    expect((await second.until(1)).map(({ text }) => text)).toEqual(["said while away"]);
  });

  test("starts at the end where the watermark is beyond it, as an older copy of the database was restored", async () => {
    const stream = await listen(`ws://${chat.host}${mine.path}/stream?watermark=99&t=${mine.token}`);
    talk.say(mine.conversationId, "assistant", "said after the restore");
    expect((await stream.until(1)).map(({ text }) => text)).toEqual(["said after the restore"]);
  });

  test("accepts empty pings, and a conversation token", async () => {
    const stream = await listen(`ws://${chat.host}${mine.path}/stream?watermark=-&t=${mine.token}`);
    stream.socket.send("");
    await stream.until(1);
    talk.say(mine.conversationId, "assistant", "still here");
    expect((await stream.until(2)).at(-1)?.text).toBe("still here");
  });

  test("is refused without a token, and with an invalid, foreign or expired one or an invalid watermark", async () => {
    const other = await start(chat);
    const at = (query: string, path = mine.path) => listen(`ws://${chat.host}${path}/stream${query}`);
    await expect(at("")).rejects.toThrow("401");
    await expect(at("?t=garbage")).rejects.toThrow("401");
    await expect(at(`?t=${other.token}`)).rejects.toThrow("403");
    await expect(at(`?t=${mine.token}&watermark=x`)).rejects.toThrow("400");
    await expect(at(`?t=${mine.token}`, "/elsewhere")).rejects.toThrow("404");
    chat.clock.forward(31 * 60_000);
    await expect(at(`?t=${mine.token}`)).rejects.toThrow("403");
  });

  test("of an unopened conversation is not found", async () => {
    const { body } = await call(chat, "POST", "/v3/directline/tokens/generate");
    await expect(
      listen(`ws://${chat.host}/v3/directline/conversations/${body.conversationId}/stream?t=${body.token}`),
    ).rejects.toThrow("404");
  });

  test("ends if the client sends more than a ping, and the service stays up", async () => {
    const stream = await listen(mine.streamUrl);
    stream.socket.send("x".repeat(100_000));
    expect((await once(stream.socket, "close"))[0]).toBe(1009);
    expect((await post(chat, mine, { text: "hi" })).status).toBe(200);
  });

  test("is closed with 1013 if the store fails", async () => {
    const stream = await listen(mine.streamUrl);
    await stream.until(1);
    talk.breakStore(new AppError("StoreUnavailable", "The store does not answer."));
    const closed = once(stream.socket, "close");
    expect(() => talk.say(mine.conversationId, "assistant", "x")).not.toThrow();
    expect((await closed)[0]).toBe(1013);
  });

  test("is closed with 1001 on shutdown", async () => {
    const stream = await listen(mine.streamUrl);
    const closed = once(stream.socket, "close");
    await chat.close();
    expect((await closed)[0]).toBe(1001);
  });

  test("releases its subscriptions when it ends", async () => {
    const stream = await listen(mine.streamUrl);
    expect(talk.listeners(mine.conversationId)).toBe(1);
    stream.socket.terminate();
    await allGone();
  });

  test("is limited per conversation", async () => {
    const strict = await startWebChat(talk, { streamsPerConversation: 1 });
    const { streamUrl } = await start(strict);
    const first = await listen(streamUrl);
    await expect(listen(streamUrl)).rejects.toThrow("429");
    first.socket.terminate();
    await strict.close();
  });

  test("of a client that stopped reading is ended", async () => {
    const quick = await startWebChat(talk, { heartbeatMs: 20 });
    mine = await start(quick);
    const stream = await listen(mine.streamUrl);
    await stream.until(1);
    stream.socket.pause();
    talk.say(mine.conversationId, "assistant", "x".repeat(8 * 1024 * 1024));
    await allGone();
    expect(talk.listeners(mine.conversationId)).toBe(0);
    await quick.close();
  });
});

describe("the pump", () => {
  test("reads the next frame only after the last was flushed", async () => {
    let reads = 0;
    const release: (() => void)[] = [];
    const pump = createPump({
      after: 0,
      read: async (seq) => ({ frame: ++reads, upTo: seq + 1, more: true }),
      send: () => new Promise<void>((resolve) => release.push(resolve)),
      onError: () => undefined,
    });
    pump.wake();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect({ reads, waiting: release.length }).toEqual({ reads: 1, waiting: 1 });
    pump.stop();
  });

  test("sends each line exactly once, however wakes and lines interleave", async () => {
    const step = fc.constantFrom("line", "line brought along", "blink", "breathe");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const lines: number[] = [];
        const got: number[] = [];
        const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
        const pump = createPump({
          after: 0,
          async read(seq) {
            const next = lines.slice(seq, seq + 2);
            await Promise.resolve();
            return next.length ? { frame: next, upTo: seq + next.length, more: next.length === 2 } : null;
          },
          send: async (frame) => void got.push(...frame),
          onError: (err) => expect.unreachable(String(err)),
        });
        for (const what of steps) {
          if (what === "breathe") await breathe();
          else if (what === "blink") await Promise.resolve();
          else {
            const number = lines.push(lines.length);
            const frame = [number - 1];
            pump.wake(what === "line" ? undefined : (seq) => (seq === number - 1 ? { frame, upTo: number } : null));
          }
        }
        await breathe();
        await breathe();
        expect(got).toEqual(lines);
      }),
    );
  });
});
