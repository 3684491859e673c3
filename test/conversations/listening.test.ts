import { expect, test } from "vitest";

import { holds, talk } from "../support/talk.ts";

/** What people say beside an answer is heard: facts, questions, other languages, danger. */

test("danger is answered first, with emergency numbers and a person, and the place is kept", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > my uncle just collapsed and is not breathing
    < 112
    < 988
    < [Talk to a person]
    > which step am i on?
    < step 2 of 10
  `));

test("whoever drives is told to look later, and the place is kept", () =>
  holds(`
    > spotify 502 on my iphone
    > i am driving right now
    < while driving
    > continue
    < Step 1 of 10
  `));

test("a figure of speech is no danger", async () => {
  const { store } = await talk("> spotify 502 on windows\n> this app is killing me");
  const said = (await store.transcripts.read("talk", 0, 20)).map(({ text }) => text).join("\n");
  expect(said).not.toContain("112");
});

test("a question whether it works ends nothing, and neither does consent", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > should it play by now?
    > no
    < Step 3 of 10
  `));

test("a half success goes on with the next step", () =>
  holds(`
    > spotify 502 on windows
    > no
    > it plays but keeps stuttering
    < Step 3 of 10
  `));

test("what the status page shows is the result of looking at it: a fault is Spotify's, and nothing more is pushed", () =>
  holds(`
    > spotify 502 on windows
    < What does the page show?
    > [A problem is reported]
    < Spotify's side
    < [Continue anyway]
    > [Continue anyway]
    < Step 2 of 10
  `));

test("a calm status page leads to the next step, without a lecture", () =>
  holds(`
    > spotify 502 on windows
    > the status page is all green
    < no outage is reported
    < Step 2 of 10
  `));

test("where it plays on another network, the router and the VPN come next", () =>
  holds(`
    > spotify 502 on windows, i restarted the app
    > [All fine, still 502]
    < Step 3 of 10
    > skip
    < Step 4 of 10
    > [It plays there]
    < Step 6 of 10 · Turn off VPN or proxy
  `));

test("words are explained in a sentence, and the place is kept", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > what is a proxy?
    < passes your internet traffic on
    < step 2
    > still broken
    < Step 3 of 10
  `));

test("what was said last is said again, also when it was an answer", () =>
  holds(`
    > spotify 502 on windows
    > what does 502 mean?
    < gateway
    > what did you say?
    < gateway
  `));

test("questions about this talk are answered from it", () =>
  holds(`
    > spotify 502 on windows, i already restarted the app
    > [All fine, still 502]
    > which device did i tell you?
    < Windows
    > what did we try so far?
    < Restart Spotify: done before
    < Check Spotify's status: tried
    > are you a bot?
    < bot
    > do you store what i write?
    < delete my data
    > is this step safe?
    < deletes nothing
  `));

test("the fault comes back after a success, and the guide goes on behind the step that was credited", () =>
  holds(`
    > spotify 502 on windows
    > no
    > it works now
    < step 2, "Restart Spotify", fixed it
    > but not on my iphone
    < Step 3 of 10
  `));

test.each([
  ["German", "funktioniert immer noch nicht", "jetzt geht es wieder"],
  ["Spanish", "todavía no funciona", "ya funciona"],
  ["French", "ça ne marche toujours pas", "ça marche maintenant"],
  ["Portuguese", "ainda não funciona", "agora funciona"],
  ["Italian", "non funziona ancora", "adesso funziona"],
  ["Dutch", "het werkt nog steeds niet", "het werkt weer"],
  ["Polish", "nadal nie działa", "już działa"],
  ["Turkish", "hala çalışmıyor", "şimdi çalışıyor"],
  ["Russian", "всё ещё не работает", "теперь работает"],
  ["Japanese", "まだ直りません", "直りました"],
  ["Chinese", "还是不行", "现在好了"],
  ["Arabic", "لا يزال لا يعمل", "يعمل الآن"],
])("'still broken' and 'it works' are understood in %s", (_language, broken, works) =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > ${broken}
    < Step 3 of 10
    > ${works}
    < playing again
  `),
);

test.each([
  ["German", "ich möchte mit einem Menschen sprechen"],
  ["Spanish", "quiero hablar con una persona"],
  ["French", "je voudrais parler à un conseiller"],
  ["Portuguese", "quero falar com uma pessoa"],
  ["Italian", "voglio parlare con una persona"],
  ["Dutch", "ik wil een medewerker spreken"],
  ["Polish", "chcę rozmawiać z człowiekiem"],
  ["Turkish", "bir insanla konuşmak istiyorum"],
  ["Russian", "хочу поговорить с человеком"],
  ["Japanese", "担当者と話したいです"],
  ["Chinese", "我要找人工客服"],
  ["Arabic", "أريد التحدث مع شخص"],
])("a person can be asked for in %s", (_language, words) =>
  holds(`
    > ${words}
    < asked for a person
  `),
);

test("any other message in another language is answered once in that language, with the buttons that work", () =>
  holds(`
    > spotify 502 on windows
    > ich habe gestern schon mit meiner freundin über die rechnung gesprochen und warum das nicht stimmt
    < nur Englisch
    < [Talk to a person]
  `));

test("a talk in another language is told once what is spoken here, beside the first answer", async () => {
  const stage = await talk(`
    > spotify fehler 502 auf meinem handy
    < nur Englisch
    > Android
    < Step 1 of 10
  `);
  const next = await stage.act(">", "doch nicht", null);
  expect(next?.text).toContain("Step 2 of 10");
  expect(next?.text).not.toContain("nur Englisch");
});

test.each([
  ["Polish", "nie działa"],
  ["Polish without accents", "nie dziala"],
  ["Portuguese", "não deu certo"],
  ["Italian", "ancora niente"],
  ["Swedish", "fungerar inte"],
])("a failure in %s is the next step and no cure", (_language, words) =>
  holds(`
    > spotify 502 on android
    > no
    < Step 2 of 10
    > ${words}
    < Step 3 of 10
  `),
);

test.each(["mi voglio uccidere", "ich will nicht mehr leben", "ich bringe mich um", "quero morrer"])(
  "danger is answered first whatever the language: %s",
  (words) =>
    holds(`
      > spotify 502 on iphone
      > ${words}
      < emergency number
    `),
);

test("an error in Japanese begins its guide, and a device in Japanese is taken", () =>
  holds(`
    > Spotifyでエラー502が出ます
    < 英語のみ
    > iPhoneです
    < Step 1 of 10
    > まだ直りません
    < Step 2 of 10
  `));

test("the music plays while a case waits: the case is not forgotten", async () => {
  const { store } = await talk(`
    > spotify 502 on windows
    > no
    > person
    > it works now
    < playing again
    < Shall I cancel it?
    > yes
    < Cancelled
  `);
  expect(await store.cases.list("waiting", 10)).toEqual([]);
});

test("whatever is fine beside the music is neither a step, nor an outage, nor a cure", () =>
  holds(`
    > spotify 502 on my mac, dns is fine
    < Step 1 of 10
    > the telly still works fine
    < What does the page show?
    > i didn't flush the dns
    < still to come: Flush the DNS cache
    < What does the page show?
  `));

test("a question about what was tried moves no place, and anger says nothing of a step", () =>
  holds(`
    > spotify 502 on windows
    > no
    < Step 2 of 10
    > what did i already try?
    < So far
    > this is ridiculous!!!
    > which step am i on?
    < step 2 of 10
  `));

test("what plays on the other network answers the question of that step", () =>
  holds(`
    > 502 on my iphone
    > all fine
    > no
    > no
    < Step 4 of 10
    > mobile data works!!
    < Spotify itself is fine
  `));

test("a question stays about the article that was asked of, and the steps can be begun in any words", () =>
  holds(`
    > what does spotify error 502 mean?
    < bad gateway
    > will i lose my playlists if i do the steps?
    < playlists
    > ok start
    < Error 502 means
  `));
