import { beforeEach, describe, expect, test } from "vitest";

import { newConversation } from "../../../dialogs/stored-state.ts";
import type { Store } from "../../../src/storage/open-store.ts";
import type { OpenStore, Place } from "./databases.ts";
import { newCase, opened, referenceOf, said, turnOf } from "./turns.ts";

/** What the turn may rely on, whatever database is below. */
export function turnStoreContract(place: Place): void {
  describe(`the turn's store on ${place.name}`, () => {
    let open: OpenStore;
    let store: Store;
    beforeEach(async () => {
      open = await place.make();
      store = await open();
    });
    const read = async (conversation: string) =>
      (await store.transcripts.read(conversation, 0, 1_000)).map(({ seq, from, text }) => `${seq} ${from}: ${text}`);

    test("keeps an accepted message, its line and who it is from", async () => {
      const reference = referenceOf("a", { address: { serviceUrl: "https://example.org", nested: [1] }, push: false });
      expect(await store.turnStore.accept(reference, said("a", "m1", "hello"), { clientActivityID: "7" })).toBe("new");
      expect(await store.turnStore.nextWaiting("a")).toEqual(said("a", "m1", "hello"));
      expect(await store.turnStore.load("a")).toEqual({ reference, saved: null, version: 0 });
      expect(await store.transcripts.read("a", 0, 10)).toEqual([
        {
          conversation: "a",
          seq: 1,
          from: "user",
          id: "m1",
          text: "hello",
          clientMetadata: { clientActivityID: "7" },
          at: 1_000,
        },
      ]);
    });

    test("takes the same id twice without any effect, in one conversation but not across two", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      expect(await store.turnStore.accept(referenceOf("a", { userName: "Other" }), said("a", "m1", "again"))).toBe(
        "duplicate",
      );
      expect(await store.turnStore.accept(referenceOf("b"), said("b", "m1"))).toBe("new");
      expect(await read("a")).toEqual(["1 user: text of m1"]);
      expect((await store.turnStore.load("a")).reference.userName).toBe("Kim");
    });

    test("still knows an id whose turn is over", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      await store.turnStore.commit(turnOf("a", 0, "m1"));
      expect(await store.turnStore.accept(referenceOf("a"), said("a", "m1"))).toBe("duplicate");
      expect(await store.turnStore.nextWaiting("a")).toBeNull();
    });

    test("of the same message many times at once, takes one", async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => store.turnStore.accept(referenceOf("a"), said("a", "m1"))),
      );
      expect(answers.filter((answer) => answer === "new")).toHaveLength(1);
      expect(await read("a")).toEqual(["1 user: text of m1"]);
    });

    test("gives what happened a turn but no line", async () => {
      await store.turnStore.accept(referenceOf("a"), opened("a", "o1"));
      expect(await store.turnStore.nextWaiting("a")).toEqual(opened("a", "o1"));
      expect(await read("a")).toEqual([]);
    });

    test("renews who a conversation is with on each message", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      await store.turnStore.accept(
        referenceOf("a", { locale: "de-DE", address: { to: "elsewhere" } }),
        said("a", "m2"),
      );
      expect((await store.turnStore.load("a")).reference).toEqual(
        referenceOf("a", { locale: "de-DE", address: { to: "elsewhere" } }),
      );
    });

    test("keeps the time zone of who has told it, and takes a new one", async () => {
      await store.turnStore.accept(referenceOf("a", { timeZone: "Europe/Berlin" }), said("a", "m1"));
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      expect((await store.turnStore.load("a")).reference).toEqual(referenceOf("a", { timeZone: "Europe/Berlin" }));
      await store.turnStore.accept(referenceOf("a", { timeZone: "Asia/Tokyo" }), said("a", "m3"));
      expect((await store.turnStore.load("a")).reference.timeZone).toBe("Asia/Tokyo");
    });

    test("hands waiting messages out in the order they were accepted", async () => {
      for (const id of ["m3", "m1", "m2"]) await store.turnStore.accept(referenceOf("a"), said("a", id));
      const order = [];
      for (let version = 0; version < 3; version++) {
        const next = (await store.turnStore.nextWaiting("a"))!;
        order.push(next.id);
        await store.turnStore.commit(turnOf("a", version, next.id));
      }
      expect(order).toEqual(["m3", "m1", "m2"]);
    });

    test("stores a turn as a whole", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      const reply = { text: "Hi", choices: [] };
      const record = turnOf("a", 0, "m1", {
        lines: [
          { from: "assistant", id: "r1", text: "Hi", reply, at: 5 },
          { from: "assistant", id: "r2", text: "There", at: 6 },
        ],
        outcomes: [
          {
            article: "spotify-502",
            step: "status",
            device: "ios",
            result: "not-fixed",
            seconds: 1.5,
            status: "unknown",
          },
        ],
        newCase,
        watchStatus: ["spotify-502"],
        unclear: { text: "?", awaiting: "idle", alternatives: [{ label: "x", confidence: 0.25 }] },
        feedback: [{ good: true, about: "answer:how-long" }],
      });
      expect(await store.turnStore.commit(record)).toBe("stored");
      expect(await store.turnStore.load("a")).toMatchObject({ saved: record.saved, version: 1 });
      expect(await store.turnStore.nextWaiting("a")).toBeNull();
      expect(await read("a")).toEqual(["1 user: text of m1", "2 assistant: Hi", "3 assistant: There"]);
      expect((await store.transcripts.read("a", 1, 1))[0]).toEqual({
        conversation: "a",
        seq: 2,
        from: "assistant",
        id: "r1",
        text: "Hi",
        reply,
        at: 5,
      });
      expect(await store.turnStore.casesWaiting()).toBe(1);
      expect(await store.statusSubscriptions.conversationsWatching("spotify-502", 10)).toMatchObject([
        { conversation: "a" },
      ]);
    });

    test("writes nothing of a turn on an old version", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      await store.turnStore.commit(turnOf("a", 0, "m1"));
      const late = turnOf("a", 0, "m2", {
        newCase,
        outbox: [{ destination: "channel", body: 1 }],
        watchStatus: ["spotify-502"],
      });
      expect(await store.turnStore.commit(late)).toBe("conflict");
      expect(await read("a")).toEqual(["1 user: text of m1", "2 user: text of m2", "3 assistant: answer to m1"]);
      expect(await store.turnStore.casesWaiting()).toBe(0);
      expect((await store.outbox.backlog()).waiting).toBe(0);
      expect(await store.statusSubscriptions.conversationsWatching("spotify-502", 10)).toEqual([]);
      expect((await store.turnStore.nextWaiting("a"))?.id).toBe("m2");
    });

    test("says that a turn was stored before, by whatever version", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      await store.turnStore.commit(turnOf("a", 0, "m1"));
      expect(await store.turnStore.commit(turnOf("a", 0, "m1"))).toBe("done-before");
      expect(await store.turnStore.commit(turnOf("a", 1, "m1"))).toBe("done-before");
      expect((await store.turnStore.load("a")).version).toBe(1);
    });

    test("of turns on the same version at once, stores one", async () => {
      for (const id of ["m1", "m2", "m3"]) await store.turnStore.accept(referenceOf("a"), said("a", id));
      const answers = await Promise.all(["m1", "m2", "m3"].map((id) => store.turnStore.commit(turnOf("a", 0, id))));
      expect(answers.toSorted()).toEqual(["conflict", "conflict", "stored"]);
      expect(await read("a")).toHaveLength(4);
    });

    test("numbers lines without gaps while messages come in and turns end at once", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m0"));
      const turns = (async () => {
        for (let version = 0; version < 20; version++)
          await store.turnStore.commit(turnOf("a", version, `m${version}`));
      })();
      const messages = (async () => {
        for (let count = 1; count <= 20; count++)
          await store.turnStore.accept(referenceOf("a"), said("a", `m${count}`));
      })();
      await Promise.all([messages, turns]);
      const lines = await store.transcripts.read("a", 0, 1_000);
      expect(lines.map((line) => line.seq)).toEqual(lines.map((_, index) => index + 1));
      expect(lines.filter((line) => line.from === "user").map((line) => line.id)).toEqual(
        Array.from({ length: 21 }, (_, count) => `m${count}`),
      );
    });

    test("keeps many conversations apart that write at the same moment", async () => {
      const names = Array.from({ length: 50 }, (_, number) => `c${number}`);
      await Promise.all(names.map((name) => store.turnStore.accept(referenceOf(name), said(name, "m1"))));
      await Promise.all(names.map((name, number) => store.turnStore.commit(turnOf(name, number % 2, "m1"))));
      const versions = await Promise.all(names.map(async (name) => (await store.turnStore.load(name)).version));
      expect(versions).toEqual(names.map((_, number) => 1 - (number % 2)));
    });

    test("lists conversations whose turn is still to come, longest waiting first", async () => {
      let now = 10;
      const timed =
        place.shared || !place.lasts
          ? await open({ now: () => now })
          : (await store.close(), await open({ now: () => now }));
      for (const name of ["b", "a", "c"]) {
        now += 10;
        await timed.turnStore.accept(referenceOf(name), said(name, "m1"));
      }
      await timed.turnStore.accept(referenceOf("b"), said("b", "m2"));
      expect(await timed.turnStore.conversationsWaiting(2)).toEqual(["b", "a"]);
      expect(await timed.turnStore.conversationsWaiting(9, 40)).toEqual(["b", "a"]);
      await timed.turnStore.commit(turnOf("a", 0, "m1"));
      expect(await timed.turnStore.conversationsWaiting(9)).toEqual(["b", "c"]);
    });

    test("takes a case number once: a second case under it is a conflict", async () => {
      for (const name of ["a", "b"]) await store.turnStore.accept(referenceOf(name), said(name, "m1"));
      expect(await store.turnStore.commit(turnOf("a", 0, "m1", { newCase }))).toBe("stored");
      expect(await store.turnStore.commit(turnOf("b", 0, "m1", { newCase }))).toBe("conflict");
      expect(await store.turnStore.commit(turnOf("b", 0, "m1", { newCase: { ...newCase, number: "C-2" } }))).toBe(
        "stored",
      );
      expect((await store.cases.list("waiting", 10)).map(({ number, conversation }) => [number, conversation])).toEqual(
        [
          ["C-1", "a"],
          ["C-2", "b"],
        ],
      );
    });

    test("closes a case that is withdrawn, and only its own conversation's", async () => {
      for (const name of ["a", "b"]) await store.turnStore.accept(referenceOf(name), said(name, "m1"));
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      await store.turnStore.commit(turnOf("a", 0, "m1", { newCase }));
      await store.turnStore.commit(turnOf("b", 0, "m1", { withdrawCase: "C-1" }));
      expect(await store.cases.get("C-1")).toMatchObject({
        status: "waiting",
        tried: newCase.tried,
        liveStatus: { kind: "unknown" },
        channel: "webchat",
      });
      await store.turnStore.commit(turnOf("a", 1, "m2", { withdrawCase: "C-1" }));
      expect(await store.cases.get("C-1")).toMatchObject({ status: "closed", ended: "withdrawn" });
      expect(await store.turnStore.casesWaiting()).toBe(0);
    });

    test("forgets a wish to hear the end of an incident, and keeps the others", async () => {
      for (const name of ["a", "b"]) {
        await store.turnStore.accept(referenceOf(name), said(name, "m1"));
        await store.turnStore.commit(turnOf(name, 0, "m1", { watchStatus: ["spotify-502", "other"] }));
      }
      await store.statusSubscriptions.forget("spotify-502", "a");
      expect(await store.statusSubscriptions.conversationsWatching("spotify-502", 10)).toEqual([
        { conversation: "b", since: expect.any(Number) as number },
      ]);
      expect(await store.statusSubscriptions.conversationsWatching("other", 10)).toHaveLength(2);
    });

    test("wakes who waits for a conversation after each change, and nobody who stopped", async () => {
      const wakes: string[] = [];
      const stop = store.transcripts.subscribe("a", () => wakes.push("first"));
      store.transcripts.subscribe("a", () => wakes.push("second"));
      store.cases.subscribe(() => wakes.push("cases"));
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      stop();
      await store.turnStore.accept(referenceOf("b"), said("b", "m1"));
      await store.turnStore.commit(turnOf("a", 0, "m1", { newCase }));
      expect(wakes).toEqual(["first", "second", "second", "cases"]);
    });

    test("keeps text of any kind as it is, but for the one character that a database cannot hold", async () => {
      const text = `\u202Eעברית 🎧\u0007\r\n\t'"; drop table cases; -- ${"x".repeat(5_000)}`;
      await store.turnStore.accept(referenceOf("a"), said("a", "m1", text));
      await store.turnStore.accept(referenceOf("a"), said("a", "nul\0", "nul\0"));
      expect(await store.turnStore.accept(referenceOf("a"), said("a", "nul\0", "nul\0"))).toBe("duplicate");
      expect((await store.turnStore.nextWaiting("a"))?.input).toMatchObject({ text });
      expect((await store.transcripts.read("a", 0, 9)).map((line) => line.text)).toEqual([text, "nul\uFFFD"]);
    });

    test("knows nothing of a conversation that never was", async () => {
      expect(await store.transcripts.exists("x")).toBe(false);
      expect(await store.transcripts.read("x", 0, 10)).toEqual([]);
      expect(await store.turnStore.nextWaiting("x")).toBeNull();
      await expect(store.turnStore.load("x")).rejects.toMatchObject({ code: "NotFound" });
      expect(await store.cases.get("x")).toBeNull();
    });

    test("is healthy", async () => {
      expect(await store.health()).toEqual({ ok: true });
    });

    if (!place.lasts) return;
    test("has everything after it was closed and opened again", async () => {
      await store.turnStore.accept(referenceOf("a"), said("a", "m1"));
      await store.turnStore.commit(turnOf("a", 0, "m1", { saved: { ...newConversation, place: "step" }, newCase }));
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      await store.close();
      store = await open();
      expect(await store.turnStore.load("a")).toMatchObject({ saved: { place: "step" }, version: 1 });
      expect(await read("a")).toHaveLength(3);
      expect(await store.turnStore.conversationsWaiting(10)).toEqual(["a"]);
    });
  });
}
