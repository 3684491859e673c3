import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { describe, expect, onTestFinished, test } from "vitest";

import { productWords } from "../../dialogs/wording/product-en.ts";
import { schemaFaults } from "../../manifest/schema-validation.ts";
import { archiveOf, teamsApp } from "../../manifest/teams-app.ts";
import { readTeamsSettings } from "../../src/config/settings.ts";
import { netflixError } from "../support/made-articles.ts";

const appId = "1f5c4a00-1111-4222-8333-444455556666";
const settings = {
  appId,
  publicUrl: "https://help.example.com",
  version: "1.2.3",
  product: productWords([netflixError]),
  example: { ...netflixError.identity, title: netflixError.facts.title.en },
};
const own = (name: string): Buffer => readFileSync(new URL(`../../manifest/${name}`, import.meta.url));

describe("the package", () => {
  test("holds what Teams asks for, filled in, and fits Microsoft's schema 1.29", () => {
    const app = teamsApp(settings);
    if (!app.ok) throw new Error(app.faults.join("\n"));
    const files = unzipSync(archiveOf(app.files));
    expect(Object.keys(files)).toEqual(["manifest.json", "en.json", "color.png", "outline.png"]);
    const manifest = JSON.parse(Buffer.from(files["manifest.json"]!).toString()) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      manifestVersion: "1.29",
      id: appId,
      version: "1.2.3",
      bots: [{ botId: appId, scopes: ["personal", "team", "groupChat"] }],
      staticTabs: [{ entityId: "desk", contentUrl: "https://help.example.com/desk" }, {}, {}],
      validDomains: ["help.example.com"],
    });
    for (const name of ["manifest.json", "en.json"])
      expect(Buffer.from(files[name]!).toString(), name).not.toMatch(/\{\{|spotify|music|502/iu);
    expect(JSON.parse(Buffer.from(files["en.json"]!).toString())).toMatchObject({
      "name.short": "Streaming Support",
      "description.short": "Gets your film playing again, step by step, or gets you a person.",
      "bots[0].commandLists[0].commands[0].title": "Netflix error NW-2-5",
      "bots[0].commandLists[0].commands[0].prompt": "Netflix says error NW-2-5",
      "bots[0].commandLists[0].commands[1].prompt": "What does error NW-2-5 mean?",
    });
    expect(Buffer.from(files["color.png"]!)).toEqual(own("color.png"));
    expect(archiveOf(app.files)).toEqual(archiveOf(app.files));
  });

  test("has strings for every word that its manifest shows", () => {
    const strings = JSON.parse(own("en.json").toString()) as Record<string, string>;
    const manifest = JSON.parse(own("manifest.json").toString()) as {
      bots: [{ commandLists: { commands: { title: string; prompt: string }[] }[] }];
    };
    const shown = manifest.bots[0].commandLists.flatMap(({ commands }, list) =>
      commands.map(({ title, prompt }, at) => ({ at: `bots[0].commandLists[${list}].commands[${at}]`, title, prompt })),
    );
    expect(shown.map(({ at }) => ({ at, title: strings[`${at}.title`], prompt: strings[`${at}.prompt`] }))).toEqual(
      shown,
    );
  });

  test.each([
    [
      "a manifest with a member that Teams does not know",
      "manifest.json",
      (text: string) => text.replace('"bots"', '"robots"'),
      'must not have "robots"',
    ],
    [
      "a name that is too long",
      "manifest.json",
      (text: string) => text.replace('"short": "{{short}}"', `"short": "${"Music ".repeat(9)}"`),
      "/name/short must NOT have more than 30 characters",
    ],
    [
      "strings that lack the app's name",
      "en.json",
      (text: string) => text.replace('"name.short"', '"$schema2"'),
      'lacks "name.short"',
    ],
  ])("is refused with %s", (_, file, spoil, fault) => {
    const app = teamsApp(settings, (name) => (name === file ? Buffer.from(spoil(own(name).toString())) : own(name)));
    expect(app.ok ? [] : app.faults.join("\n")).toContain(fault);
  });

  test("puts names in as they are, quotes and all, and shortens a title that Teams has no room for", () => {
    const example = { brand: 'The "Box"', code: "E-1", title: `The "Box" with a rather long name, error E-1` };
    const app = teamsApp({ ...settings, example });
    if (!app.ok) throw new Error(app.faults.join("\n"));
    const strings = JSON.parse(app.files[1]!.bytes.toString()) as Record<string, string>;
    expect(strings["bots[0].commandLists[0].commands[0].prompt"]).toBe('The "Box" says error E-1');
    expect(strings["bots[0].commandLists[0].commands[0].title"]).toBe('The "Box" with a rather long na…');
  });

  test("is refused with an icon of the wrong size, or an outline without transparency", () => {
    const app = teamsApp(settings, (name) => (name === "outline.png" ? own("color.png") : own(name)));
    expect(app.ok ? [] : app.faults).toContain("outline.png is not 32 by 32");
  });
});

describe("the settings", () => {
  test.each([
    ["no app id", { PUBLIC_URL: "https://help.example.com" }, "MicrosoftAppId is missing"],
    [
      "an app id that is no GUID",
      { MicrosoftAppId: "bot", PUBLIC_URL: "https://help.example.com" },
      "MicrosoftAppId is not a GUID",
    ],
    ["no address", { MicrosoftAppId: appId }, "PUBLIC_URL is missing"],
    [
      "an http address",
      { MicrosoftAppId: appId, PUBLIC_URL: "http://127.0.0.1:3978" },
      "PUBLIC_URL is not an https address",
    ],
    [
      "an http address elsewhere",
      { MicrosoftAppId: appId, PUBLIC_URL: "http://help.example.com" },
      "PUBLIC_URL is not the address of a site",
    ],
  ])("with %s are named", (_, env, fault) => {
    const read = readTeamsSettings(env);
    expect(read.ok ? "" : read.faults.join("\n")).toContain(fault);
  });

  test("that are wrong end the command with 78, and right ones write the archive", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pack-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const run = (env: Record<string, string>) =>
      new Promise<{ code: number; err: string }>((resolve) => {
        const command = fileURLToPath(new URL("../../manifest/pack.ts", import.meta.url));
        execFile(process.execPath, [command], { env: { PATH: process.env["PATH"], ...env } }, (error, _out, err) =>
          resolve({ code: error ? Number(error.code) : 0, err }),
        );
      });
    expect(await run({ MicrosoftAppId: "bot", PUBLIC_URL: "https://help.example.com" })).toMatchObject({
      code: 78,
      err: expect.stringContaining("MicrosoftAppId"),
    });
    expect(await run({ MicrosoftAppId: appId, PUBLIC_URL: "https://help.example.com" })).toEqual({ code: 0, err: "" });
  });
});

describe("the schema check", () => {
  test("sees what is missing, too much, of the wrong kind or form, and says where", () => {
    const schema = {
      type: "object",
      required: ["a"],
      additionalProperties: false,
      properties: { a: { $ref: "#/definitions/short" }, b: { type: "array", maxItems: 1, items: { enum: ["x"] } } },
      definitions: { short: { type: "string", maxLength: 2 } },
    };
    expect(schemaFaults(schema, { a: "ok", b: ["x"] })).toEqual([]);
    expect(
      schemaFaults(schema, { b: ["x", "y"], c: 1 })
        .map(({ path, message }) => `${path} ${message}`)
        .toSorted(),
    ).toEqual(
      ['/ lacks "a"', '/ must not have "c"', "/b must NOT have more than 1 items", "/b/1 must be one of x"].toSorted(
        (one, other) => (one < other ? -1 : 1),
      ),
    );
    expect(schemaFaults(schema, { a: "long" })[0]).toEqual({
      path: "/a",
      message: "must NOT have more than 2 characters",
    });
  });

  test("refuses a schema whose rules it does not know, rather than pass them over", () => {
    expect(() => schemaFaults({ unevaluatedProperties: false }, {})).toThrow("unevaluatedProperties");
  });
});
