import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

/** A package in the lock file, and the licence it names. */
type Locked = { name: string; version: string; licence: string; dev: boolean };

/**
 * Licences that ask for no more than to be named. What a package brings under another one is decided here, by its name.
 */
const free = new Set([
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "Python-2.0",
  "CC-BY-4.0",
]);
const accepted: Readonly<Record<string, string>> = {
  "public domain": "asks for nothing",
  "CC-BY-3.0": "a list of names, which names its makers",
  "MPL-2.0": "used unchanged: lightningcss and axe-core in development alone",
};
/** What a package says elsewhere than where it should. */
const saidElsewhere: Readonly<Record<string, string>> = { "escape-regexp-component": "MIT" };
/**
 * Versions known to be bad, as far as can be said without asking anybody: what is older than the version here must not
 * come in; several where older lines were mended too.
 */
const knownBad: Readonly<Record<string, string | readonly string[]>> = {
  "adm-zip": "0.4.11",
  axios: ["0.30.0", "1.8.2"],
  braces: "3.0.3",
  "cross-spawn": ["6.0.6", "7.0.5"],
  "follow-redirects": "1.15.6",
  "form-data": ["2.5.4", "3.0.4", "4.0.4"],
  jsonwebtoken: "9.0.0",
  lodash: "4.17.21",
  minimist: "1.2.6",
  "node-fetch": ["2.6.7", "3.1.1"],
  "path-to-regexp": ["0.1.12", "1.9.0", "3.3.0", "6.3.0", "8.0.0"],
  qs: ["6.2.4", "6.5.3"],
  semver: ["5.7.2", "6.3.1", "7.5.2"],
  "tough-cookie": "4.1.3",
  ws: ["5.2.4", "6.2.3", "7.5.10", "8.17.1"],
  xml2js: "0.5.0",
};

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
  packages: Record<string, Record<string, unknown>>;
};
const locked: Locked[] = Object.entries(lock.packages)
  .filter(([path]) => path.startsWith("node_modules/"))
  .map(([path, { version, license, dev }]) => ({
    name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    version: String(version),
    licence: typeof license === "string" ? license : licenceIn(path),
    dev: dev === true,
  }));

/** The lock file leaves some out: then the package says it itself. */
function licenceIn(path: string): string {
  try {
    const own = JSON.parse(readFileSync(new URL(`../../${path}/package.json`, import.meta.url), "utf8")) as {
      license?: unknown;
      licenses?: { type?: string }[];
    };
    const said = own.license ?? own.licenses?.[0]?.type;
    return typeof said === "string" ? said : "none";
  } catch {
    return "none";
  }
}

/** "(MIT OR GPL-3.0)" may be taken as the one that suits; "A AND B" holds both. */
function isFine(licence: string): boolean {
  const plain = licence.replaceAll(/[()]/g, "").trim();
  if (plain.includes(" AND ")) return plain.split(" AND ").every(isFine);
  if (plain.includes(" OR ")) return plain.split(" OR ").some(isFine);
  return free.has(plain) || plain in accepted;
}

function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => text.split("-", 1)[0]?.split(".").map(Number) ?? []);
  for (let at = 0; at < 3; at++)
    if ((one?.[at] ?? 0) !== (other?.[at] ?? 0)) return (one?.[at] ?? 0) < (other?.[at] ?? 0);
  return false;
}

/** Older than the mended version of its own line, or of a line that was never mended. */
function isBad(version: string, mended: readonly string[]): boolean {
  const line = (text: string): number => Number(text.split(".", 1)[0]);
  const own = mended.find((one) => line(one) === line(version));
  return own === undefined ? mended.some((one) => line(one) > line(version)) : isOlder(version, own);
}

test("every package may be used: its licence is one of those accepted", () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(
    locked
      .filter(({ name, licence }) => !isFine(saidElsewhere[name] ?? licence))
      .map(({ name, version, licence }) => `${name}@${version}: ${licence}`),
  ).toEqual([]);
});

test("no package is of a version known to be bad", () => {
  const bad = locked.filter(({ name, version }) => isBad(version, [knownBad[name] ?? []].flat()));
  expect(bad.map(({ name, version, dev }) => `${name}@${version}${dev ? " (development)" : ""}`)).toEqual([]);
});

test("every package finds what it asks for: npm has nothing to object to the tree", () => {
  const { status, stderr } = spawnSync("npm", ["ls", "--all", "--package-lock-only"], {
    cwd: new URL("../../", import.meta.url),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("every package comes from the public registry, with the hash of what was once seen", () => {
  const odd = Object.entries(
    lock.packages as Record<string, { resolved?: string; integrity?: string; link?: boolean; inBundle?: boolean }>,
  ).filter(([path, { resolved, integrity, link, inBundle }]) => {
    if (!path.startsWith("node_modules/") || link || inBundle) return false;
    return (resolved !== undefined && !resolved.startsWith("https://")) || !integrity?.startsWith("sha512-");
  });
  expect(odd.map(([path]) => path)).toEqual([]);
});

test("every package that is asked for has its reason in the README", () => {
  const asked = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const reasons =
    readFileSync(new URL("../../README.md", import.meta.url), "utf8").split("## What each dependency is for")[1] ?? "";
  const names = Object.keys({ ...asked["dependencies"], ...asked["devDependencies"] });
  // A family shares a line: "@opentelemetry/api, sdk-trace".
  const unexplained = names.filter(
    (name) => !reasons.includes(name) && !new RegExp(`[ ,]${name.split("/")[1] ?? "-"}\\b`, "u").test(reasons),
  );
  expect(unexplained).toEqual([]);
});
