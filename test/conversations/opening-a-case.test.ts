import { expect, test } from "vitest";

import { talk } from "../support/talk.ts";

/** Why cases are opened, and that nobody is passed on without having wanted it. */

test.each([
  ["asked", "whoever asks for one", "> spotify 502 on windows\n> operator"],
  [
    "not-understood",
    "whoever was not understood three times, and says yes",
    "> spotify 502 on windows\n> no\n> blorgle frumious zzzt\n> qwxzy pflunk\n> vrrrm vrrrm plonk\n< Shall I get you a person?\n> yes",
  ],
  [
    "frustrated",
    "whoever is angry again, and says yes",
    "> spotify 502 on windows\n> this is ridiculous!!!\n> i am furious\n< Shall I\n> yes",
  ],
  [
    "fault",
    "whoever met a fault on our side, and says yes",
    '> spotify 502 on windows\n! {"type":"fault"}\n< person\n> yes',
  ],
] as const)("a case of reason %s is opened for %s", async (reason, _who, transcript) => {
  const { store } = await talk(`${transcript}\n< I've asked for a person: case`);
  expect(await store.cases.list("waiting", 10)).toMatchObject([{ reason, article: "spotify-502" }]);
});

test.each([
  ["a fault on our side", '! {"type":"fault"}'],
  ["three misses", "> blorgle frumious zzzt\n> qwxzy pflunk\n> vrrrm vrrrm plonk"],
])(
  "after an agent gave the person back, %s offer a person and pass nobody on: assistant and desk play no ball",
  async (_what, failure) => {
    const { store } = await talk(`
    > spotify 502 on windows
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    ! {"type":"case.returned","agent":"Ana"}
    > [Skip]
    ${failure}
    < person
    < [Yes, get a person]
  `);
    expect((await store.cases.list("waiting", 10)).map(({ number }) => number)).toEqual(["CASE3"]);
  },
);

test("what tells the person who speaks now is the last word of its turn: the assistant adds nothing", async () => {
  const { store } = await talk(`
    > spotify 502 on windows
    > person
    ! {"type":"case.claimed","agent":"Ana"}
    < You're now talking to Ana
    ! {"type":"case.transferred","agent":"Ana","to":"Ben"}
  `);
  const lines = (await store.transcripts.read("talk", 0, 50)).map(({ text }) => text);
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^You're now talking to Ana[^?]*$/),
    expect.stringMatching(/^Ana has passed your case to Ben[^?]*$/),
  ]);
});
