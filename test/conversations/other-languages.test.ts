import { describe, expect, test } from "vitest";

import { dangerIn, languageNotices } from "../../dialogs/wording/other-languages.ts";
import { holds, talk } from "../support/talk.ts";

/** What is said in languages that are not spoken here. */

const atStep2 = `
  > spotify 502 on windows
  > all fine
  < Step 2 of 10
`;
/** The word in quotes that a text teaches. */
const taught = (text: string): string => /[„“"«「]\s*([^”“"»」]+?)\s*[”“"»」]/u.exec(text)?.[1] ?? "";

/** Places of a conversation by their last question. */
const places: readonly (readonly [string, string])[] = [
  ["before an error is named", ""],
  ["where the device is asked", "> spotify 502"],
  ["at a step that looks at something", "> spotify 502 on my iphone"],
  ["at a step that may cure", atStep2],
  ["under an outage", "> spotify 502 on my iphone\n> a problem is reported"],
  ["after a success", `${atStep2}\n> it works now`],
  ["while the guide rests", `${atStep2}\n> stop`],
];

describe("the word for a person that a notice teaches gets one", () => {
  test.each(Object.entries(languageNotices))("in %s", async (_, notice) => {
    for (const [place, before] of places) {
      const { act } = await talk(before);
      const reply = await act(">", taught(notice), null);
      expect(reply?.text, `${taught(notice)} ${place}`).toContain("CASE");
    }
  });
});

test.each(Object.entries(dangerIn.driving))("the word to go on after driving is understood in %s", (_, words) =>
  holds(`
    ${atStep2}
    > i'm driving
    < while driving
    > ${taught(words)}
    < Step 2 of 10
  `),
);

describe("what was done is noted from a story in another language", () => {
  test.each([
    ["Spotify auf Windows zeigt Fehler 502. Neustart und Neuinstallation haben nichts gebracht.", "Reinstall Spotify"],
    ["Spotify erreur 502 sur mon pc, j'ai déjà redémarré la box et vidé le cache", "Restart router and modem"],
    ["Spotify me da error 502 en windows, ya reinicié el router y reinstalé la app", "Restart router and modem"],
    ["erro 502 no spotify no meu computador, já limpei o cache e reiniciei o roteador", "Clear Spotify's cache"],
    ["spotify errore 502 sul mio iphone, ho già reinstallato l'app", "Reinstall Spotify"],
    ["spotify fout 502 op mijn iphone, ik heb de app opnieuw geïnstalleerd", "Reinstall Spotify"],
  ])("%s", (words, title) =>
    holds(`
      > ${words}
      < Noted as done
      < ${title}
    `),
  );

  test.each(["Fehler 502 auf Windows, ich habe den Router nicht neu gestartet", "error 502, ¿reinicio el router?"])(
    "but not what was not done: %s",
    async (words) => {
      const { store } = await talk(`> ${words}`);
      const said = (await store.transcripts.read("talk", 0, 20)).filter(({ from }) => from !== "user");
      expect(said.map(({ text }) => text).join("\n")).not.toContain("Noted");
    },
  );
});

describe("core words are understood as they are said at a step", () => {
  test.each([
    ["immer noch", "Step 3 of 10"],
    ["всё ещё", "Step 3 of 10"],
    ["toujours", "Step 3 of 10"],
    ["non en fait non", "Step 3 of 10"],
    ["kann ich das überspringen", "Step 3 of 10"],
    ["je peux sauter cette étape ?", "Step 3 of 10"],
    ["ich hab's, läuft", "playing again"],
    ["ça remarche", "playing again"],
    ["ja", "[Yes, it plays]"],
    ["oui", "[Yes, it plays]"],
    ["sim", "[Yes, it plays]"],
    ["listo", "tell me"],
    ["fertig", "tell me"],
    ["ich hab es neu gestartet", "tell me"],
  ])("%s", (words, piece) =>
    holds(`
      ${atStep2}
      > ${words}
      < ${piece}
    `),
  );

  test.each(["no sé", "keine ahnung", "funcionó ayer", "¿se borran mis listas?", "wie lange dauert das"])(
    "neither a result nor a command: %s",
    (words) =>
      holds(`
        ${atStep2}
        > ${words}
        > which step are we on?
        < step 2 of 10
      `),
  );
});

test("a yes in another language confirms the question whether it plays", () =>
  holds(`
    ${atStep2}
    > oui
    < [Yes, it plays]
    > oui
    < playing again
  `));

test.each(["do you have german?", "deutsch bitte", "sprechen sie deutsch?"])(
  "a language that is asked for: %s",
  (words) =>
    holds(`
    > ${words}
    < nur Englisch
  `),
);

test("a name beside an English word makes no other language", async () => {
  const { act } = await talk("> hi");
  const reply = await act(">", "no, spotify", null);
  expect(reply?.text).not.toContain("Englisch");
});

test("the device that is known already is not begun with again", () =>
  holds(`
    > Spotify geht nicht, Fehler 502 am PC
    < Step 1 of 10
    > windows
    < Windows computer
    < Back to step 1
  `));
