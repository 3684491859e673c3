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
  "MIT-0",
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

test("every package may be used: its licence is one of those accepted", () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(
    locked
      .filter(({ name, licence }) => !isFine(saidElsewhere[name] ?? licence))
      .map(({ name, version, licence }) => `${name}@${version}: ${licence}`),
  ).toEqual([]);
});

test("every package finds what it asks for: npm has nothing to object to the tree", () => {
  const { status, stderr } = spawnSync("npm", ["ls", "--all", "--package-lock-only"], {
    cwd: new URL("../../", import.meta.url),
    encoding: "utf8",
    // npm keeps what Node compiled of it in the temporary directory, and leaves it there.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" },
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

test("every package that is asked for has its reason in docs/dependencies.md", () => {
  const asked = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const reasons = readFileSync(new URL("../../docs/dependencies.md", import.meta.url), "utf8");
  const names = Object.keys({ ...asked["dependencies"], ...asked["devDependencies"] });
  // A family shares a line: "@opentelemetry/api, sdk-trace".
  const unexplained = names.filter(
    (name) => !reasons.includes(name) && !new RegExp(`[ ,]${name.split("/")[1] ?? "-"}\\b`, "u").test(reasons),
  );
  expect(unexplained).toEqual([]);
});
