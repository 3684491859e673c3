import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { loadLexicon } from "../../knowledge/lexicon.ts";
import { coreWordsReader, foreignNoTest } from "../../src/understanding/entities/core-words.ts";
import { entityReader } from "../../src/understanding/entities/read-entities.ts";
import { clean } from "../../src/understanding/normalise/clean.ts";
import { plainLetters } from "../../src/understanding/normalise/plain-letters.ts";
import { testArticles } from "../support/test-articles.ts";

const lexicon = loadLexicon();
const read = coreWordsReader(lexicon.languages, lexicon.claims);
const denies = foreignNoTest(lexicon.claims);
const readEntities = entityReader(testArticles, lexicon);
const lines = readFileSync(new URL("core-words.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { language: string; text: string; meaning: string });

describe.each(lexicon.languages.languages.map(({ language }) => language))("in %s", (language) => {
  const own = lines.filter((line) => line.language === language);

  test("the core words are understood as people write them, with their accents and without", () => {
    expect(own.length).toBeGreaterThanOrEqual(25);
    expect(own.filter(({ text, meaning }) => read(text).meaning !== meaning)).toEqual([]);
    expect(own.filter(({ text, meaning }) => read(`${plainLetters(text)}!`).meaning !== meaning)).toEqual([]);
  });

  test("what did not work is never taken for a cure", () => {
    const failures = own.filter(({ meaning }) => meaning === "not-fixed");
    expect(failures.filter(({ text }) => read(text).meaning === "fixed")).toEqual([]);
  });
});

test.each([
  "não deu muito certo",
  "nie bardzo to działa",
  "das funktioniert jetzt leider so nicht",
  "ça n'a pas vraiment marché",
  "non ha funzionato proprio",
  "het werkt nu echt niet",
  "pek çalışmıyor gibi",
  "так и не заработало",
  "やっぱり再生できない",
  "现在又不能播放",
  "ما زبط الحال",
  "det funkar inte alls",
])("a denial in another language vetoes the claim that the music plays: %s", (text) => {
  expect(denies(text)).toBe(true);
});

test.each(["it works now", "yes, no error any more", "the net is fine and it works again", "working, thanks"])(
  "English words are left to the English rules: %s",
  (text) => {
    expect(denies(text)).toBe(false);
  },
);

test.each([
  ["take me to step 4", null],
  ["help me", null],
  ["¯\\_(ツ)_/¯", null],
  ["spotify fehler 502 auf meinem handy", "de"],
  ["hola, spotify me da error 502 en el móvil", "es"],
  ["Oi, meu spotify está com erro 502", "pt"],
  ["Привет, спотифай ошибка 502", "ru"],
  ["Spotifyでエラー502が出ます", "ja"],
  ["Hej, spotify fel 502 på min android", "sv"],
  ["スポティファイが動きません", "ja"],
])("the language of '%s' is %s", (text, language) => {
  expect(read(text).language).toBe(language);
});

test("letters that are no letter and an accent are plain all the same", () => {
  expect(plainLetters("łódź ørken đak straße æble œuvre ışık ðþ")).toBe("lodz orken dak strasse aeble oeuvre isik dth");
});

test.each([
  ["андроид", "android"],
  ["у меня айфон", "ios"],
  ["айпад", "ios"],
  ["виндовс", "windows"],
  ["アンドロイドです", "android"],
  ["アイフォン", "ios"],
  ["iPhoneです", "ios"],
  ["安卓手机", "android"],
  ["苹果手机", "ios"],
  ["اندرويد", "android"],
  ["ايفون", "ios"],
  ["макбук", "macos"],
  ["ноутбук", null],
  ["mein handy", null],
  ["携帯電話", null],
])("%s is the device %s", (text, device) => {
  expect(readEntities(clean(text)).device).toBe(device);
});

test.each(["ошибка502", "Spotifyでエラー502が出ます", "出现502错误", "الخطأ502"])(
  "the code is found beside letters of another script: %s",
  (text) => {
    expect(readEntities(clean(text)).codes.ours).toBe("spotify-502");
  },
);

test.each(["ошибка 4", "エラー4が出ます", "codigo 17", "błąd 12"])("another code is another: %s", (text) => {
  expect(readEntities(clean(text)).codes).toMatchObject({ ours: null, other: true });
});
