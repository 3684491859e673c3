import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { startDeskApp, useDeskApp, type DeskApp } from "../support/desk-app.ts";
import { startOpenIdProvider, type OpenIdProvider } from "../support/oidc-provider.ts";

const people = {
  kim: { name: "Kim Lee", preferred_username: "kim@example.com", roles: ["other", "lead"] },
  lee: { name: "Lee Oh", preferred_username: "lee", roles: "agent" },
  guest: { name: "Guest", preferred_username: "guest", roles: ["other"] },
  nameless: { roles: "agent" },
  posesAsAna: { preferred_username: "ana", roles: "lead" },
  posesAsLee: { preferred_username: "lee", roles: "lead" },
};

let provider: OpenIdProvider;
let service: DeskApp;
beforeAll(async () => {
  provider = await startOpenIdProvider(people);
  service = await startDeskApp(provider.settings);
  await provider.serve(service.base);
});
afterAll(async () => {
  await service.stop();
  await provider.stop();
});

type Answer = { status: number; location: string; text: string };

/** A browser as far as this needs one: it keeps cookies, and follows no redirect by itself. */
function openBrowser() {
  const cookies = new Map<string, string>();
  const ask = async (address: string, form?: Record<string, string>): Promise<Answer> => {
    const response = await fetch(address, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "), "x-desk": "1" },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    return {
      status: response.status,
      location: location === null ? "" : new URL(location, address).href,
      text: await response.text(),
    };
  };
  return { cookies, ask };
}

type TestBrowser = ReturnType<typeof openBrowser>;

/** Goes to the provider and signs in there; gives the address at which the browser is to come back. */
async function leaveFor(
  browser: TestBrowser,
  login: string,
  { base }: Pick<DeskApp, "base"> = service,
): Promise<string> {
  const start = await browser.ask(`${base}/api/desk/oidc/start`);
  const asked = await browser.ask(start.location);
  const answered = await browser.ask(asked.location, { prompt: "login", login, password: "any" });
  return (await browser.ask(answered.location)).location;
}

const signIn = async (browser: TestBrowser, login: string, at = service): Promise<string> =>
  (await browser.ask(await leaveFor(browser, login, at))).location.replace(at.base, "");
async function signOut(browser: TestBrowser, method = "DELETE", path = "", { base } = service) {
  const headers = { cookie: `desk_session=${browser.cookies.get("desk_session")}`, "x-desk": "1" };
  const answer = await fetch(`${base}/api/desk/session${path}`, { method, headers });
  const { leaveTo } = (await answer.json()) as { leaveTo: string | null };
  return { leaveTo };
}
const me = async (browser: TestBrowser, { base } = service) => {
  const { status, text } = await browser.ask(`${base}/api/desk/me`);
  return { status, ...(JSON.parse(text) as { login?: string; name?: string; role?: string }) };
};
const audited = async (browser: TestBrowser) =>
  JSON.parse((await browser.ask(`${service.base}/api/desk/audit`)).text) as { entries: object[] };

test("whom the provider gives a role is an agent or a lead, by name, until they sign out", async () => {
  const [kim, lee] = [openBrowser(), openBrowser()];
  expect([await signIn(kim, "kim"), await signIn(lee, "lee")]).toEqual(["/desk", "/desk"]);
  expect(await me(kim)).toMatchObject({ login: "kim@example.com", name: "Kim Lee", role: "lead" });
  expect(await me(lee)).toMatchObject({ login: "lee", name: "Lee Oh", role: "agent" });
  expect((await audited(kim)).entries).toMatchObject([
    { who: "lee", what: "signed-in", detail: "provider" },
    { who: "kim@example.com", what: "signed-in", detail: "provider" },
  ]);
  const names = (await service.desk("ana", "GET", "/presence")).body.agents.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["ana", "Kim Lee", "Lee Oh"]));
  await signOut(lee);
  expect((await me(lee)).status).toBe(401);
});

test.each([
  ["here", "DELETE", ""],
  ["on all devices", "POST", "/end-all"],
])("who signs out %s signs out at the provider as well, and is led back", async (_where, method, path) => {
  const lee = openBrowser();
  await signIn(lee, "lee");
  const { leaveTo } = await signOut(lee, method, path);
  expect((await me(lee)).status).toBe(401);
  const asked = await lee.ask(leaveTo ?? "");
  const [, form = "", secret = ""] = /action="([^"]+)"[\s\S]*name="xsrf" value="([^"]+)"/.exec(asked.text) ?? [];
  expect((await lee.ask(form, { xsrf: secret, logout: "yes" })).location).toBe(`${service.base}/desk`);
  const again = await lee.ask((await lee.ask(`${service.base}/api/desk/oidc/start`)).location);
  expect((await lee.ask(again.location)).text).toContain('name="login"');
});

test("a session that began with a token, or is over already, leads nowhere", async () => {
  const ana = openBrowser();
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ token: "ana-token" });
  const answer = await fetch(`${service.base}/api/desk/session`, { method: "POST", headers, body });
  ana.cookies.set("desk_session", /desk_session=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? "")?.[1] ?? "");
  expect([await signOut(ana), await signOut(ana)]).toEqual([{ leaveTo: null }, { leaveTo: null }]);
});

test("where the settings say so, signing out leaves the provider's session alone", async () => {
  const own = await startOpenIdProvider(people);
  onTestFinished(own.stop);
  const alone = await useDeskApp({ ...own.settings, OIDC_SIGN_OUT: "here" });
  await own.serve(alone.base);
  const lee = openBrowser();
  await signIn(lee, "lee", alone);
  expect([(await me(lee, alone)).status, await signOut(lee, "DELETE", "", alone)]).toEqual([200, { leaveTo: null }]);
});

test.each([
  ["has no role here", "guest", "no-role"],
  ["has no login", "nameless", "no-login"],
  ["has the login of an agent of the settings", "posesAsAna", "login-taken"],
  ["has the login of another account", "posesAsLee", "login-taken"],
])("who %s is sent back with the reason, and it is recorded", async (_who, login, reason) => {
  const [browser, kim] = [openBrowser(), openBrowser()];
  await signIn(openBrowser(), "lee");
  expect(await signIn(browser, login)).toBe(`/desk#sign-in=${reason}`);
  expect((await me(browser)).status).toBe(401);
  await signIn(kim, "kim");
  expect((await audited(kim)).entries[1]).toMatchObject({ what: "sign-in-failed", detail: reason });
});

test("an answer that is used again, of another browser, or forged, signs nobody in", async () => {
  const failed = `${service.base}/desk#sign-in=failed`;
  const [kim, thief] = [openBrowser(), openBrowser()];
  const answer = await leaveFor(kim, "kim");
  expect((await thief.ask(answer)).location).toBe(failed);
  const pending = kim.cookies.get("desk_oidc") ?? "";
  expect((await kim.ask(answer)).location).toBe(`${service.base}/desk`);
  thief.cookies.set("desk_oidc", pending);
  expect((await thief.ask(answer)).location).toBe(failed);
  const other = openBrowser();
  const state = new URL((await other.ask(`${service.base}/api/desk/oidc/start`)).location).searchParams.get("state");
  for (const query of [`state=${state}&code=made-up`, `state=${state}&error=access_denied`, "code=x", ""]) {
    expect((await other.ask(`${service.base}/api/desk/oidc/callback?${query}`)).location).toBe(failed);
    expect((await me(other)).status).toBe(401);
  }
});

test("who forges answers of the provider fills no audit log, is stopped like any guesser, and keeps nobody out", async () => {
  const own = await startOpenIdProvider(people);
  onTestFinished(own.stop);
  const alone = await useDeskApp({ ...own.settings, TRUST_PROXY: "1", DESK_LEADS: "ana" });
  await own.serve(alone.base);
  const forge = async (): Promise<string> => {
    const headers = { cookie: "desk_oidc=e~made~up", "x-forwarded-for": "203.0.113.7" };
    const answer = await fetch(`${alone.base}/api/desk/oidc/callback?state=%C3%A9`, { headers, redirect: "manual" });
    return `${answer.status} ${answer.headers.get("location") ?? ""}`;
  };
  const answers: string[] = [];
  for (let time = 0; time < 302; time++) answers.push(await forge());
  expect(new Set(answers.slice(0, 300))).toEqual(new Set(["303 /desk#sign-in=failed"]));
  expect(answers.at(-1)).toBe("429 ");
  const { entries } = (await alone.desk("ana", "GET", "/audit")).body;
  const failed = Array.from({ length: 9 }, () => "sign-in-failed");
  expect(entries.map(({ what }) => what)).toEqual(["locked-out", ...failed]);
  expect(await signIn(openBrowser(), "lee", alone)).toBe("/desk");
});

test("a provider that cannot be reached is told, and tokens still work", async () => {
  const alone = await useDeskApp({ ...provider.settings, OIDC_ISSUER: "http://127.0.0.1:9" });
  const { location } = await openBrowser().ask(`${alone.base}/api/desk/oidc/start`);
  expect(location).toBe(`${alone.base}/desk#sign-in=unavailable`);
  expect((await alone.desk("ana", "GET", "/me")).status).toBe(200);
  const ways = await (await fetch(`${alone.base}/api/desk/sign-in-ways`)).json();
  expect(ways).toEqual({ provider: { name: "Example ID" } });
});
