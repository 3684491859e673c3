import { describe, expect, it } from "vitest";
import { loadLexicon } from "../../knowledge/lexicon.ts";
import { entityReader } from "../../src/understanding/entities/read-entities.ts";
import { spellingCorrector } from "../../src/understanding/normalise/spelling-corrector.ts";
import { openEncoder } from "../../src/understanding/load-models.ts";
import { testArticles } from "../support/test-articles.ts";

const lexicon = loadLexicon();
const readEntities = entityReader(testArticles, lexicon);
const encoder = openEncoder();
const normalise = spellingCorrector(lexicon, new Map(), (word) => encoder.knows(word));
const read = (text: string) => readEntities(normalise(text).typed);

describe("error codes", () => {
  it.each([
    "502",
    "error 502",
    "HTTP 502",
    "502s everywhere",
    "bad gateway",
    "five oh two",
    "5-0-2",
    "spotifyerror502",
    "not 503 but 502",
  ])("is ours: %s", (text) => {
    expect(read(text).codes.ours).toBe("spotify-502");
  });
  it.each([
    "503",
    "error code 4",
    "auth:3",
    "netflix NW-2-5",
    "M7361",
    "error 5020",
    "gateway timeout 504",
    "error 0x80070005",
    "error code 17",
  ])("is another: %s", (text) => {
    expect(read(text).codes).toMatchObject({ ours: null, other: true });
  });
  it.each([
    "room 502",
    "$502",
    "502 euros",
    "bus 502",
    "line 502 of my code",
    "page 502",
    "502 grams of flour",
    "1.502",
    "192.168.5.02",
    "502nd",
  ])("is no error at all: %s", (text) => {
    expect(read(text).codes).toMatchObject({ ours: null, other: false });
  });
  it("knows when ours is denied", () =>
    expect(read("it's not 502, it's 503").codes).toMatchObject({ ours: null, oursDenied: true, other: true }));
});

describe("brands", () => {
  it.each([
    ["spotfy is dead", { ours: true, other: false }],
    ["netflix is dead", { ours: false, other: true }],
    ["youtube works fine but spotify doesn't", { ours: true, other: false, otherFine: true }],
    ["nginx gives 502 on my website", { ownServer: true }],
    ["not spotify at all, deezer", { oursDenied: true, other: true }],
  ])("%s", (text, found) => expect(read(text).brands).toMatchObject(found));
});

describe("devices", () => {
  it.each([
    ["my iPhone 15", "ios"],
    ["ipda", "ios"],
    ["galaxy tab", "android"],
    ["android tv", "other"],
    ["android auto", "other"],
    ["apple watch", "other"],
    ["apple tv", "other"],
    ["macbook air", "macos"],
    ["thinkpad with ubuntu", null],
    ["ubuntu", "linux"],
    ["steam deck", "linux"],
    ["chrome on my mac", "web"],
    ["web player", "web"],
    ["chromecast", "other"],
    ["win 11", "windows"],
    ["not a mac, a windows pc", "windows"],
    ["my android's fine, the iPhone is the one", "ios"],
    ["no idea", null],
  ])("%s is %s", (text, device) => expect(read(text).device).toBe(device));
});

describe("steps done before", () => {
  it.each([
    ["restarted the app twice already", ["restart-app"]],
    ["I rebooted the router and cleared the cache, no luck", ["restart-router", "clear-cache"]],
    ["already reinstalled and logged out", ["reinstall", "relogin"]],
    ["vpn is off", ["disable-vpn"]],
    ["i already restarted the app and my router", ["restart-app", "restart-router"]],
    ["rebooted the router and the app", ["restart-app", "restart-router"]],
    ["I haven't restarted the app yet", []],
    ["should I restart the app", []],
    ["I keep getting logged out", []],
  ])("%s", (text, steps) => expect(read(text).tried).toEqual(steps));
});

describe("words without their apostrophe", () => {
  it.each(["dont", "cant", "wont", "arent", "wasnt", "shouldnt", "doesnt"])(
    "are no typing errors for others: %s",
    (word) => expect(normalise(`i ${word} know`).typed).toBe(`i ${word} know`),
  );
});
