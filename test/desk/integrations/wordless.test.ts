import nock from "nock";
import { beforeEach, describe, expect, test } from "vitest";

import { askForPerson, openStage } from "./stage.ts";
import { systems, type System } from "./systems.ts";

/**
 * Somebody in another system answers with a picture or a file: only words reach the person, and neither side waits for
 * what does not come.
 */

type Stage = Awaited<ReturnType<typeof openStage>>;

const shown = "[Sam sent something that cannot be shown here, such as a picture or a file, and was told so.]";
const noted = /Only words reach the person: what Sam sent, such as a picture or a file, wasn't passed on/;

const picture = "https://chat.example.com/rails/active_storage/lamp.png";
const answers: Readonly<Record<string, (stage: Stage, text: string, id: string) => Promise<unknown>>> = {
  chatwoot: (stage, content, id) =>
    stage.post("/api/connectors/chatwoot?secret=a-secret-of-the-webhook", {
      event: "message_created",
      id,
      content: content === "" ? null : content,
      attachments: [{ id: 4, file_type: "image", data_url: picture }],
      message_type: "outgoing",
      private: false,
      sender: { id: 5, name: "Sam" },
      conversation: { id: 21 },
    }),
  teams: (stage, text, id) =>
    stage.interceptThread({
      thread: "19:experts@thread.tacv2;messageid=77",
      who: "Sam",
      id,
      input: { kind: "said", text, attachments: 1 },
    }),
  handoff: async (stage, text, id) => {
    const conversation = { id: (await stage.theCase()).number };
    const attachments = [{ contentType: "image/png", contentUrl: picture, name: "lamp.png" }];
    const activity = {
      type: "message",
      id,
      conversation,
      from: { name: "Sam" },
      ...(text === "" ? {} : { text }),
      attachments,
    };
    return stage.post("/api/connectors/handoff", activity, { authorization: "Bearer a-secret-for-the-hub" });
  },
};

const answered = systems.filter(({ name }) => name in answers);

/** A case that this system knows, and what it is sent from then on. */
async function caseIn(system: System) {
  const { bodies } = system.play();
  const stage = await openStage(system.settings);
  await askForPerson(stage);
  await stage.delivered();
  bodies.splice(0);
  const send = async (text: string, id = "m901"): Promise<void> => {
    for (let time = 0; time < 2; time++) await answers[system.name]!(stage, text, id);
    await stage.delivered();
  };
  return { stage, send, notes: () => bodies.filter((body) => noted.test(JSON.stringify(body))) };
}

beforeEach(() => nock.cleanAll());

describe.each(answered)("a picture that somebody sends from $title", (system) => {
  test("without words is told to the person with its sender's name, and to its sender, once each though it comes twice", async () => {
    const { stage, send, notes } = await caseIn(system);
    await send("");
    expect(stage.shownToPerson.filter((text) => text === shown)).toHaveLength(1);
    expect(notes()).toHaveLength(1);
    expect(await stage.theCase()).toMatchObject({ status: "active", assignee: "Sam" });
    expect((await stage.history()).filter((line) => line === "Sam wordless")).toHaveLength(1);
  });

  test("with words comes as the words, and says that something is missing", async () => {
    const { stage, send, notes } = await caseIn(system);
    await send("Does yours look like this?");
    expect(stage.shownToPerson.at(-1)).toBe(`Does yours look like this?\n${shown}`);
    expect(notes()).toHaveLength(1);
  });

  test("is passed on neither as a link nor by its name", async () => {
    const { stage, send } = await caseIn(system);
    await send("");
    expect(stage.shownToPerson.join("\n")).not.toMatch(/lamp\.png|https?:/);
  });
});

test("a hub that repeats its words as a page has sent no file", async () => {
  const { stage } = await caseIn(systems.find(({ name }) => name === "handoff")!);
  const conversation = { id: (await stage.theCase()).number };
  const page = { contentType: "text/html", content: "<p>Hello</p>" };
  const head = { type: "message", conversation, from: { name: "Sam" }, attachments: [page] };
  for (const said of [{ id: "r1", text: "Hello" }, { id: "r2" }])
    await stage.post("/api/connectors/handoff", { ...head, ...said }, { authorization: "Bearer a-secret-for-the-hub" });
  await stage.delivered();
  expect(stage.shownToPerson.at(-1)).toBe("Hello");
});
