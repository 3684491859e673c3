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
  expect(step("reinstall").warning?.en).toMatch(/offline.*login/s);
});

test.each(["ios", "android", "other"] as const)("on %s the DNS flush is replaced, with the reason", (device) => {
  expect(step("flush-dns").on[device]).toMatchObject({ replaces: { title: {} }, reason: {} });
});

test.each([
  ["reinstall", "web"],
  ["clear-cache", "other"],
] as const)("%s is passed over on %s, with the reason", (id, device) => {
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
  expect(instructions("clear-cache", "android")).toMatch(/only "Clear cache".*"Clear data".*deletes your downloads/);
});

test("no package signing key is printed: keys change, and a stale one is a trap", () => {
  expect(JSON.stringify(article)).not.toMatch(/pubkey|BEGIN PGP|\b[0-9A-F]{16,}\b/i);
});
