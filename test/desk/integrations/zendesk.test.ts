import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { createRecord } from "./recorded.ts";
import { askForPerson, openStage } from "./stage.ts";

const settings = {
  zendesk: {
    address: "https://acme.zendesk.com/api/v2",
    email: "bot@acme.example",
    token: "t0ken",
    webhookSecret: "",
  },
};
const authorization = `Basic ${Buffer.from("bot@acme.example/token:t0ken").toString("base64")}`;

/** Zendesk's API as documented, with its own memory. `lost`: it makes the first ticket, but its answer is lost. */
function playZendesk({ lost = false } = {}) {
  const tickets: unknown[] = [];
  const audits: unknown[] = [];
  const { posted, answering } = createRecord("/api/v2");
  const create = answering(({ ticket }) => {
    tickets.push({ id: 35, ...(ticket as object) });
    return lost ? "" : { ticket: tickets[0] };
  });
  nock("https://acme.zendesk.com", { reqheaders: { authorization } })
    .persist()
    .get("/api/v2/tickets.json")
    .query({ external_id: /^CASE\d+$/ })
    .reply(200, () => ({ tickets, count: tickets.length }))
    .post("/api/v2/tickets.json")
    .reply(201, create)
    .get("/api/v2/tickets/35/audits.json")
    .query({ sort_order: "desc" })
    .reply(200, () => ({ audits }))
    .put("/api/v2/tickets/35.json")
    .reply(
      200,
      answering(
        ({ ticket }) => (audits.push({ metadata: (ticket as { metadata: unknown }).metadata }), { ticket: { id: 35 } }),
      ),
    );
  return posted;
}

beforeEach(() => nock.cleanAll());

describe("a case in Zendesk", () => {
  test("is a ticket with our number and the transcript as an internal note, when nobody is at the desk", async () => {
    const posted = playZendesk();
    const stage = await openStage(settings, { desk: "empty" });
    const number = await askForPerson(stage);
    await stage.delivered();
    expect(posted).toEqual([
      {
        method: "POST",
        path: "/tickets.json",
        body: {
          ticket: {
            subject: expect.stringContaining(`Case ${number}: `),
            comment: { body: expect.stringContaining("Guest: Spotify says error 502 on my iPhone"), public: false },
            external_id: number,
            tags: ["assistant"],
          },
        },
      },
    ]);
  });

  test("is none while somebody is there; it becomes one when nobody takes it in time", async () => {
    const posted = playZendesk();
    const stage = await openStage(settings);
    const number = await askForPerson(stage);
    await stage.say("still broken");
    await stage.delivered();
    expect(posted).toEqual([]);
    await stage.unclaimed(number);
    await stage.delivered();
    expect(posted.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(stage.shownToPerson.at(-1)).toContain(number);
  });

  test("is made once, also when the answer to the first attempt is lost", async () => {
    const posted = playZendesk({ lost: true });
    const stage = await openStage(settings, { desk: "empty" });
    await askForPerson(stage);
    await stage.delivered();
    expect(posted.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("hears the person's words and its end as internal notes", async () => {
    const posted = playZendesk();
    const stage = await openStage(settings, { desk: "empty" });
    const number = await askForPerson(stage);
    await stage.say("still broken");
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "unsolved" });
    await stage.delivered();
    expect(posted.slice(1).map(({ method, path, body }) => [method, path, body["ticket"]])).toEqual([
      [
        "PUT",
        "/tickets/35.json",
        {
          comment: { body: "Guest: still broken", public: false },
          metadata: { custom: { assistant_id: expect.any(String) } },
        },
      ],
      [
        "PUT",
        "/tickets/35.json",
        {
          status: "solved",
          comment: { body: "The case is closed: not solved.", public: false },
          metadata: { custom: { assistant_id: expect.any(String) } },
        },
      ],
    ]);
  });

  test("tells the person by mail, once, when they have left an address", async () => {
    const posted = playZendesk();
    const stage = await openStage(settings, { desk: "empty", push: false });
    await askForPerson(stage);
    await stage.say("kim@example.com");
    await stage.say("still broken");
    await stage.delivered();
    const mails = posted
      .map(({ body }) => body["ticket"] as { comment: { public: boolean } })
      .filter(({ comment }) => comment.public);
    expect(mails).toEqual([expect.objectContaining({ requester: { name: "Kim", email: "kim@example.com" } })]);
  });

  test.each([
    ["closed for good", { status: 422, tickets: [{ id: 35, status: "closed" }] }, { via_followup_source_id: 35 }],
    ["deleted", { status: 404, tickets: [] }, {}],
  ])("whose ticket was %s there gets another one when its person comes back", async (_what, there, follows) => {
    const { posted, answering } = createRecord("/api/v2");
    const tickets: { id: number; status: string }[] = [];
    const create = answering(() => {
      tickets.push({ id: 35 + tickets.length, status: "open" });
      return { ticket: tickets.at(-1) };
    });
    let isGone = false;
    const refused = (): [number, unknown] => [there.status, { error: "RecordInvalid" }];
    nock("https://acme.zendesk.com")
      .persist()
      .get("/api/v2/tickets.json")
      .query(true)
      .reply(200, () => ({ tickets: isGone ? [...there.tickets, ...tickets.slice(1)] : tickets }))
      .post("/api/v2/tickets.json")
      .reply(201, create)
      .get("/api/v2/tickets/35/audits.json")
      .query(true)
      .reply(() => (isGone && there.status === 404 ? refused() : [200, { audits: [] }]))
      .put("/api/v2/tickets/35.json")
      .reply(() => (isGone ? refused() : [200, { ticket: { id: 35 } }]))
      .get("/api/v2/tickets/36/audits.json")
      .query(true)
      .reply(200, { audits: [] })
      .put("/api/v2/tickets/36.json")
      .reply(
        200,
        answering(() => ({ ticket: { id: 36 } })),
      );
    const stage = await openStage(settings, { desk: "empty" });
    const number = await askForPerson(stage);
    await stage.act(number, "ana", { kind: "close", resolution: "", ended: "resolved" });
    await stage.delivered();
    isGone = true;
    await stage.say("person");
    await stage.say("still broken");
    await stage.delivered();
    const [first, second, words] = posted.map(({ path, body }) => ({ path, ...(body["ticket"] as object) }));
    expect(first).not.toHaveProperty("via_followup_source_id");
    expect(second).toMatchObject({ path: "/tickets.json", external_id: number, ...follows });
    expect(words).toMatchObject({ path: "/tickets/36.json", comment: { body: expect.stringMatching(/^Guest: /) } });
    expect(posted.filter(({ path }) => path === "/tickets.json")).toHaveLength(2);
    expect(await stage.history()).not.toContainEqual(expect.stringContaining("unreached"));
  });

  test("that cannot be signed in to is noted at the desk; the case stays there", async () => {
    nock("https://acme.zendesk.com")
      .persist()
      .get("/api/v2/tickets.json")
      .query(true)
      .reply(401, { error: "Couldn't authenticate you" });
    const stage = await openStage(settings, { desk: "empty" });
    await askForPerson(stage);
    await stage.delivered();
    expect(await stage.history()).toEqual(["user opened", "Zendesk unreached it answered 401"]);
    expect(await stage.theCase()).toMatchObject({ status: "waiting" });
  });
});
