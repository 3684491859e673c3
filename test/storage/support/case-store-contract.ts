import { beforeEach, describe, expect, test } from "vitest";

import type { Store } from "../../../src/storage/open-store.ts";
import type { CaseChange, CaseFilter, CaseState, StoredCase } from "../../../src/conversation/case-ports.ts";
import type { OpenStore, Place } from "./databases.ts";
import { newCase, referenceOf, said, turnOf } from "./turns.ts";

/** What the desk may rely on, whatever database is below. */
export function caseStoreContract(place: Place): void {
  describe(`the desk's store on ${place.name}`, () => {
    let open: OpenStore;
    let store: Store;
    beforeEach(async () => {
      open = await place.make();
      store = await open();
      await store.turnStore.accept(referenceOf("a"), said("a", "m1", "My router BLINKS 100%"));
      await store.turnStore.commit(turnOf("a", 0, "m1", { newCase }));
    });
    const found = async (): Promise<StoredCase> => (await store.cases.get("C-1"))!;

    test("of many claims at once one is stored, and its conversation hears of it once", async () => {
      const one = await found();
      const results = await Promise.all(
        ["ana", "ben", "eve", "kim"].map((agent) => store.cases.change(claimOf(one, agent))),
      );
      expect(results.filter((result) => result === "stored")).toHaveLength(1);
      expect(results.filter((result) => result === "moved-on")).toHaveLength(3);
      const { status, assignee } = await found();
      expect(status).toBe("active");
      expect(await store.turnStore.nextWaiting("a")).toMatchObject({
        input: { kind: "happened", event: { type: "case.claimed", agent: assignee } },
      });
      expect((await store.cases.history("C-1")).map(({ who, what }) => [who, what])).toEqual([
        ["user", "opened"],
        [assignee, "claimed"],
      ]);
    });

    test("the same change asked for again is known, whatever became of the case", async () => {
      const claim = claimOf(await found(), "ana");
      expect(await store.cases.change(claim)).toBe("stored");
      expect(await store.cases.change(claim)).toBe("done-before");
      expect(await store.cases.change({ ...claim, from: { status: "active", assignee: "ana", closedAt: null } })).toBe(
        "done-before",
      );
      expect(await store.cases.history("C-1")).toHaveLength(2);
    });

    test("numbers its changes so that whoever has read up to one has missed nothing", async () => {
      const first = (await found()).changed;
      expect(await store.cases.changedAfter(first, 10)).toEqual([]);
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      await store.turnStore.commit(
        turnOf("a", 1, "m2", { ofCase: { number: "C-1", article: "spotify-502", device: "android", tried: [] } }),
      );
      const changed = await store.cases.changedAfter(first, 10);
      expect(changed).toMatchObject([{ number: "C-1", device: "android", tried: [] }]);
      expect(changed[0]?.changed).toBe(await store.cases.newest());
    });

    test("does not open a case again while its person has another open one", async () => {
      const one = await found();
      await store.cases.change({
        ...claimOf(one, "ana"),
        to: { ...one, status: "closed", closedAt: 5, ended: "resolved" },
        systemEvent: null,
      });
      await store.turnStore.accept(referenceOf("a"), said("a", "m2"));
      await store.turnStore.commit(turnOf("a", 1, "m2", { newCase: { ...newCase, number: "C-2" } }));
      const closed = await found();
      const again = {
        ...claimOf(closed, "ben"),
        from: closed,
        entry: { ...claimOf(closed, "ben").entry, id: "again" },
      };
      expect(await store.cases.change(again)).toBe("moved-on");
      const note = {
        ...again,
        to: closed as CaseState,
        entry: { ...again.entry, id: "note", what: "note" as const },
        systemEvent: null,
      };
      expect(await store.cases.change(note)).toBe("stored");
    });

    test("finds cases by words, whose signs stand for themselves", async () => {
      const numbers = async (words: string): Promise<string[]> =>
        (await store.cases.search({ words }, 10)).map(({ number }) => number);
      expect(await numbers("router blinks")).toEqual(["C-1"]);
      expect(await numbers("c-1")).toEqual(["C-1"]);
      expect(await numbers("100%")).toEqual(["C-1"]);
      expect(await numbers("100_")).toEqual([]);
      expect(await numbers("\\")).toEqual([]);
    });

    test("gives closed cases and what is found page by page, each once", async () => {
      const one = await found();
      await store.cases.change({
        ...claimOf(one, "ana"),
        to: { ...one, status: "closed", closedAt: 5, ended: "resolved" },
        systemEvent: null,
      });
      for (const name of ["b", "c", "d"]) {
        const number = `C-${name}`;
        await store.turnStore.accept(referenceOf(name), said(name, "m1", "My router BLINKS"));
        await store.turnStore.commit(turnOf(name, 0, "m1", { newCase: { ...newCase, number } }));
        const waiting = (await store.cases.get(number))!;
        const entry = { ...claimOf(waiting, "ana").entry, id: `close ${number}`, what: "closed" as const };
        await store.cases.change({
          ...claimOf(waiting, "ana"),
          entry,
          to: { ...waiting, status: "closed", closedAt: name === "d" ? 9 : 5, ended: "resolved" },
          systemEvent: null,
        });
      }
      const first = await store.cases.closed(2);
      const last = first.at(-1)!;
      const second = await store.cases.closed(9, { closedAt: last.closedAt!, number: last.number });
      expect([...first, ...second].map(({ number }) => number)).toEqual(["C-d", "C-c", "C-b", "C-1"]);
      const hits = await store.cases.search({ words: "router blinks" }, 3);
      const more = await store.cases.search({ words: "router blinks" }, 3, hits.at(-1)!.changed);
      expect([...hits, ...more].map(({ number }) => number)).toEqual(["C-d", "C-c", "C-b", "C-1"]);
    });

    test("filters by status, agent, reason, article, rating and opening, and counts what passes", async () => {
      for (const [name, change] of [
        ["b", { reason: "frustrated", article: null }],
        ["c", { reason: "asked" }],
      ] as const) {
        await store.turnStore.accept(referenceOf(name), said(name, "m1", "My router BLINKS"));
        await store.turnStore.commit(
          turnOf(name, 0, "m1", { newCase: { ...newCase, ...change, number: `C-${name}` } }),
        );
      }
      await store.cases.change(claimOf(await found(), "ana"));
      await store.turnStore.accept(referenceOf("c"), said("c", "m2"));
      await store.turnStore.commit(turnOf("c", 1, "m2", { rateCase: { number: "C-c", score: 2, word: "slow" } }));
      const { openedAt } = await found();
      const passing = async (filter: CaseFilter): Promise<string[]> => {
        const numbers = (await store.cases.search(filter, 10)).map(({ number }) => number);
        expect(await store.cases.countFound(filter)).toBe(numbers.length);
        return numbers.toSorted((one, other) => one.localeCompare(other));
      };
      expect(await passing({})).toEqual(["C-1", "C-b", "C-c"]);
      expect(await passing({ status: "waiting" })).toEqual(["C-b", "C-c"]);
      expect(await passing({ assignee: "ana" })).toEqual(["C-1"]);
      expect(await passing({ reason: "frustrated" })).toEqual(["C-b"]);
      expect(await passing({ article: "spotify-502" })).toEqual(["C-1", "C-c"]);
      expect(await passing({ rating: 2 })).toEqual(["C-c"]);
      expect(await passing({ rating: 3 })).toEqual([]);
      expect(await passing({ openedFrom: openedAt + 60_000 })).toEqual([]);
      expect(await passing({ openedBefore: openedAt })).toEqual([]);
      expect(await passing({ words: "router", reason: "asked", article: "spotify-502", status: "active" })).toEqual([
        "C-1",
      ]);
    });

    test("knows since when a person waits for an answer, however often they write", async () => {
      const say = async (version: number, lines: readonly ["user" | "agent", number][]): Promise<void> => {
        const id = `m${version + 1}`;
        await store.turnStore.accept(referenceOf("a"), said("a", id));
        const written = lines.map(([from, at], index) => ({ from, id: `${id}/${index}`, text: from, at }));
        await store.turnStore.commit(turnOf("a", version, id, { lines: written }));
      };
      const one = await found();
      expect(one.unansweredSince).toBe(one.waitingSince);
      const since = one.waitingSince;
      await store.cases.change(claimOf(one, "ana"));
      expect((await found()).unansweredSince).toBe(since);
      await say(1, [["agent", since + 9]]);
      expect((await found()).unansweredSince).toBeNull();
    });

    test("knows a person's other cases, and talks that never became one, of the same channel alone", async () => {
      const talk = async (name: string, reference: Parameters<typeof referenceOf>[1], change = {}): Promise<void> => {
        await store.turnStore.accept(referenceOf(name, reference), said(name, "m1"));
        await store.turnStore.commit(turnOf(name, 0, "m1", change));
      };
      const user = "user of a";
      await talk("earlier", { user }, { newCase: { ...newCase, number: "C-earlier" } });
      await talk("small", { user });
      await talk("elsewhere", { user, channel: "msteams" });
      await talk("other", {});
      const { cases, talks } = await store.cases.ofPerson("a", 10);
      expect(cases.map(({ number }) => number).toSorted((a, b) => a.localeCompare(b))).toEqual(["C-1", "C-earlier"]);
      expect(talks.map(({ conversation, lines }) => [conversation, lines])).toEqual([["small", 2]]);
    });

    test("keeps ready replies, and forgets one that was taken away", async () => {
      const { cannedReplies } = store;
      const content = { title: "Hello", text: "Hello {name}" };
      await cannedReplies.save({ id: "x", content, by: "ana", at: 1 });
      await cannedReplies.save({ id: "y", content, by: "ana", at: 2 });
      await cannedReplies.save({ id: "x", content: { ...content, title: "Hi" }, by: "ben", at: 3 });
      await cannedReplies.save({ id: "y", content: null, by: "ben", at: 4 });
      expect(await cannedReplies.list()).toEqual([
        { id: "x", content: { ...content, title: "Hi" } },
        { id: "y", content: null },
      ]);
    });

    test("tells an agent of notes that name them until they have seen them, and no longer than the case is there", async () => {
      const { mentions } = store;
      const one = await found();
      const entry = { id: "note", at: 7, who: "ben", what: "note" as const, text: "@ana, look" };
      await store.cases.change({ ...claimOf(one, "ben"), to: one, entry, systemEvent: null });
      for (let time = 0; time < 2; time++) await mentions.add({ entry: "note", number: "C-1", logins: ["ana", "eve"] });
      const notified = [{ entry: "note", number: "C-1", by: "ben", text: "@ana, look", at: 7 }];
      expect([await mentions.unseen("ana"), await mentions.unseen("ben")]).toEqual([notified, []]);
      await mentions.see("ana", "C-1", 8);
      await mentions.add({ entry: "note", number: "C-1", logins: ["ana"] });
      expect([await mentions.unseen("ana"), await mentions.unseen("eve")]).toEqual([[], notified]);
      await store.privacy.erase("user of a");
      expect(await mentions.unseen("eve")).toEqual([]);
    });

    test("keeps address, rating and that the case was opened again", async () => {
      const turn = async (version: number, id: string, change: Parameters<typeof turnOf>[3]): Promise<void> => {
        await store.turnStore.accept(referenceOf("a"), said("a", id));
        await store.turnStore.commit(turnOf("a", version, id, change));
      };
      await turn(1, "m2", { keepContact: { number: "C-1", address: "kim@example.org" } });
      const one = await found();
      await store.cases.change({
        ...claimOf(one, "ana"),
        to: { ...one, status: "closed", closedAt: 5, ended: "resolved" },
        systemEvent: null,
      });
      await turn(2, "m3", { rateCase: { number: "C-1", score: 4, word: "quick" } });
      await turn(3, "m4", { reopenCase: { number: "C-1", to: null } });
      expect(await found()).toMatchObject({
        status: "waiting",
        contact: "kim@example.org",
        rating: { score: 4, word: "quick" },
        reopened: 1,
        ended: null,
      });
    });

    test("keeps attempts to open a case elsewhere until it is known what they opened, and loses them with the case", async () => {
      const { openingAttempts: attempts, connectorLinks: links } = store;
      await store.cases.change({
        ...claimOf(await found(), "ana"),
        calls: [{ connector: "teams", number: "C-1", call: { kind: "close", id: "x", how: "resolved" } }],
      });
      expect([await attempts.begin("teams", "C-1", 1), await attempts.begin("teams", "C-1", 2)]).toEqual([0, 1]);
      await attempts.end("teams", "C-1", 1);
      expect(await attempts.unknown("teams")).toEqual([{ number: "C-1", at: 2 }]);
      await attempts.found("teams", "C-1", 2, { id: "thread", more: { activity: "7" } });
      expect(await attempts.unknown("teams")).toEqual([]);
      expect(await attempts.others("teams", "C-1")).toEqual([{ id: "thread", more: { activity: "7" } }]);
      expect([await links.caseOf("teams", "thread"), await links.caseOf("chatwoot", "thread")]).toEqual(["C-1", null]);
      const one = await found();
      const close = {
        ...claimOf(one, "eve"),
        to: { ...one, status: "closed" as const, closedAt: 5, ended: "resolved" as const },
        systemEvent: null,
      };
      await store.cases.change(close);
      await store.retention.sweep({ before: 0, casesBefore: Number.MAX_SAFE_INTEGER });
      expect([await attempts.others("teams", "C-1"), await links.caseOf("teams", "thread")]).toEqual([[], null]);
    });

    test("knows who is at the desk", async () => {
      await store.agents.recordSeen("ana", 10);
      await store.agents.recordSeen("ana", 20, "away");
      await store.agents.recordSeen("ana", 30);
      expect(await store.agents.list()).toEqual([{ name: "ana", chosen: "away", seenAt: 30, signedOutAt: 0 }]);
      await store.agents.recordSeen("ana", 30, "away", 90);
      expect(await store.agents.list()).toMatchObject([{ chosen: "away", awayUntil: 90 }]);
      await store.agents.recordSeen("ana", 30, "away");
      expect(await store.agents.list()).not.toMatchObject([{ awayUntil: 90 }]);
      await store.agents.signOut("ana", 40);
      await store.agents.signOut("ben", 50);
      expect(await store.agents.list()).toEqual([
        { name: "ana", chosen: "offline", seenAt: 30, signedOutAt: 40 },
        { name: "ben", chosen: "offline", seenAt: 50, signedOutAt: 50 },
      ]);
    });

    test.each(place.shared ? [place] : [])("wakes the desk on other nodes, and passes on who is typing", async () => {
      const other = await open();
      const woken = new Promise<void>((resolve) => other.cases.subscribe(resolve));
      const typing = new Promise<void>((resolve) => other.typing.subscribe("user", "a", resolve));
      await store.cases.change(claimOf(await found(), "ana"));
      store.typing.tell("user", "a");
      expect(await Promise.all([woken, typing])).toHaveLength(2);
    });
  });
}

function claimOf(one: StoredCase, agent: string): CaseChange {
  return {
    number: one.number,
    conversation: one.conversation,
    from: one,
    to: { ...one, status: "active", assignee: agent },
    entry: { id: `claim by ${agent}`, at: 1_000, who: agent, what: "claimed", text: "" },
    systemEvent: { type: "case.claimed", agent },
  };
}
