import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";

import type { ProductWords } from "../dialogs/wording/product-en.ts";
import type { Article } from "../knowledge/article.ts";
import { schemaFaults } from "./schema-validation.ts";

/** A file of the package. */
export type PackageFile = { name: string; bytes: Buffer };

/**
 * What of the app differs from one place it is run at to another. `product`: the words for the products of the articles;
 * `example`: the error that the prompts name.
 */
export type TeamsAppSettings = {
  appId: string;
  publicUrl: string;
  version: string;
  product: Pick<ProductWords, "short" | "name" | "tagline">;
  example: Pick<Article["identity"], "brand" | "code"> & { title: string };
};

/** The files of the app's package, or what is wrong with them, one line each. */
export type TeamsApp = { ok: true; files: readonly PackageFile[] } | { ok: false; faults: readonly string[] };

/** Puts the package together: the template filled in, its strings and icons, all checked as Teams will check them. */
export function teamsApp(settings: TeamsAppSettings, read: (name: string) => Buffer = readOwn): TeamsApp {
  const manifest = filled(read("manifest.json").toString(), settings);
  const strings = filled(read("en.json").toString(), settings);
  const icons = (["color.png", "outline.png"] as const).map((name) => ({ name, bytes: read(name) }));
  const faults = [
    ...faultsIn("manifest.json", manifest, read("schema/teams-manifest-1.29.json")),
    ...faultsIn("en.json", strings, read("schema/teams-strings-1.29.json")),
    ...icons.flatMap(({ name, bytes }) => iconFaults(name, bytes)),
  ];
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    files: [
      { name: "manifest.json", bytes: Buffer.from(manifest) },
      { name: "en.json", bytes: Buffer.from(strings) },
      ...icons,
    ],
  };
}

function readOwn(name: string): Buffer {
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)));
}

/** Titles of commands are no longer in Teams. */
const maxTitle = 32;

/** Everything that is put in stands inside JSON strings. */
function filled(template: string, { appId, publicUrl, version, product, example }: TeamsAppSettings): string {
  const { brand, code, title } = example;
  const values: Record<string, string> = {
    appId,
    publicUrl,
    version,
    host: new URL(publicUrl).host,
    ...product,
    code,
    title: title.length <= maxTitle ? title : `${title.slice(0, maxTitle - 1).trimEnd()}…`,
    prompt: `${brand} says error ${code}`,
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : JSON.stringify(value).slice(1, -1);
  });
}

function faultsIn(name: string, text: string, schema: Buffer): readonly string[] {
  return schemaFaults(JSON.parse(schema.toString()), JSON.parse(text)).map(
    ({ path, message }) => `${name} ${path} ${message}`,
  );
}

const sides: Readonly<Record<"color.png" | "outline.png", number>> = { "color.png": 192, "outline.png": 32 };

/** Width and height stand at fixed places of a PNG, and after them whether it has an alpha channel. */
function iconFaults(name: "color.png" | "outline.png", bytes: Buffer): readonly string[] {
  if (bytes.length < 26 || bytes.readUInt32BE(0) !== 0x89504e47) return [`${name} is not a PNG`];
  const side = sides[name];
  const wrongSize = bytes.readUInt32BE(16) !== side || bytes.readUInt32BE(20) !== side;
  const opaque = name === "outline.png" && ![4, 6].includes(bytes[25] ?? 0);
  return [
    ...(wrongSize ? [`${name} is not ${side} by ${side}`] : []),
    ...(opaque ? [`${name} has no transparency`] : []),
  ];
}

/** The package as a ZIP archive. Times are fixed, so the same content always gives the same bytes. */
export function archiveOf(files: readonly PackageFile[]): Buffer {
  const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, new Uint8Array(bytes)]));
  return Buffer.from(zipSync(entries, { mtime: new Date(1980, 0, 1) }));
}
