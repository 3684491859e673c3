import { expect, test } from "vitest";
import type { Article, Device, Step } from "../../knowledge/article.ts";
import { devices } from "../../knowledge/article.ts";
import { loadKnowledge } from "../../knowledge/load.ts";

const article = loadKnowledge().articles.find(({ id }) => id === "spotify-502") as Article;

function step(id: string): Step {
  return article.steps.find((one) => one.id === id) as Step;
}

function instructions(id: string, device: Device): string {
  const on = step(id).on[device];
  return "instructions" in on ? on.instructions.en.join("\n") : "";
}

test("the ten steps stand in the order of the source", () => {
  const order =
    "check-status restart-app restart-router switch-network clear-cache disable-vpn update-app flush-dns reinstall relogin";
  expect(article.steps.map(({ id }) => id)).toEqual(order.split(" "));
});

test("the questions of the source and those about its facts have answers", () => {
  const asked =
    "what-it-means whose-fault how-long status-fine who-is-affected tools-needed fix-time difficulty severity professional lose-downloads";
  expect(article.answers.map(({ id }) => id)).toEqual(asked.split(" "));
});

test("the facts are those of the source", () => {
  expect(article.facts).toMatchObject({ severity: "medium", difficulty: "easy", minutes: { least: 5, most: 20 } });
  expect(article.facts.tools.en).toHaveLength(3);
  expect(article.facts.contacts.map(({ url }) => url)).toEqual(["https://support.spotify.com", undefined]);
});

test.each(devices)("on %s the first step names both pages and a time to wait", (device) => {
  const text = instructions("check-status", device);
  for (const part of ["status.spotify.com", "downdetector.com/status/spotify", "2 to 5 minutes"])
    expect(text).toContain(part);
});

test("reinstalling asks first and warns of the downloads and the login; no other step asks", () => {
  expect(article.steps.filter(({ asksFirst }) => asksFirst).map(({ id }) => id)).toEqual(["reinstall"]);
  expect(step("reinstall").warning?.en).toMatch(/deletes your offline downloads.*login/s);
});

test.each(["ios", "android", "other"] as const)("on %s the DNS flush is replaced, with the reason", (device) => {
  expect(step("flush-dns").on[device]).toMatchObject({ replaces: { title: {} }, reason: {} });
});

test.each([
  ["reinstall", "web"],
  ["clear-cache", "other"],
] as const)("%s is skipped on %s, with the reason", (id, device) => {
  expect(step(id).on[device]).not.toHaveProperty("instructions");
  expect(step(id).on[device].reason?.en).toBeTruthy();
});

test.each([
  ["windows", "ipconfig /flushdns"],
  ["macos", "sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder"],
  ["linux", "sudo resolvectl flush-caches"],
] as const)("on %s the DNS flush gives the command", (device, command) => {
  expect(instructions("flush-dns", device)).toContain(command);
});

test("the VPN step sends people at work to their IT people and knows the kill switch", () => {
  expect(step("disable-vpn").warning?.en).toContain("IT");
  for (const device of ["windows", "macos", "linux", "ios", "android", "web"] as const)
    expect(instructions("disable-vpn", device)).toContain("kill switch");
});

test("on Android clearing the cache warns of the button that deletes downloads", () => {
  expect(instructions("clear-cache", "android")).toMatch(
    /only "Clear cache".*"Clear data".*logs you out and deletes your downloads/,
  );
});

test("no package signing key is printed: keys change, and a stale one is a trap", () => {
  expect(JSON.stringify(article)).not.toMatch(/pubkey|BEGIN PGP|\b[0-9A-F]{16,}\b/i);
});

const allOn = article.steps.flatMap(({ id, on }) =>
  devices.flatMap((device) => {
    const here = on[device];
    return "instructions" in here ? [{ id, device, lines: here.instructions.en, note: here.note?.en ?? "" }] : [];
  }),
);

test.each(allOn)("$id on $device fits the screen of a phone", ({ id, device, lines, note }) => {
  // Three ways to install Spotify on Linux are three commands, and one more line to try it.
  expect(lines.length).toBeLessThanOrEqual(device === "linux" && /update-app|reinstall/.test(id) ? 4 : 3);
  expect(words(note)).toBeLessThanOrEqual(15);
  expect(words([...lines, note].join(" "))).toBeLessThanOrEqual(70);
});

test("most steps take no more than 45 words", () => {
  const short = allOn.filter(({ lines, note }) => words([...lines, note].join(" ")) <= 45);
  expect(short.length / allOn.length).toBeGreaterThan(0.6);
});

test("warnings, purposes, answers and advice are short", () => {
  for (const { warning, purpose } of article.steps) {
    expect(words(warning?.en ?? "")).toBeLessThanOrEqual(20);
    expect(words(purpose.en)).toBeLessThanOrEqual(25);
  }
  for (const { text } of article.answers) expect(words(text.en)).toBeLessThanOrEqual(45);
  expect(words(article.facts.summary.en)).toBeLessThanOrEqual(20);
  expect(words(article.facts.professional.en)).toBeLessThanOrEqual(35);
});

test("buttons of an observation have at most four words", () => {
  const labels = article.steps.flatMap(({ observation }) => observation?.answers.map(({ label }) => label.en) ?? []);
  expect(labels).toHaveLength(4);
  for (const label of labels) expect(words(label)).toBeLessThanOrEqual(4);
});

test("it speaks with contractions, and has one word for leaving a step out", () => {
  const stiff =
    /\b(?:it is|do not|does not|cannot|is not|are not|you are|will not)\b|leave out|left out|pass(?:ed)? over/i;
  expect(textsIn(article).filter((text) => stiff.test(text))).toEqual([]);
});

function words(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

/** Every English text of the article. */
function textsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) =>
    name === "en" ? [inside].flat().filter((text) => typeof text === "string") : textsIn(inside),
  );
}
