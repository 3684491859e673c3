import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { AppError } from "../common/errors.ts";
import type { WebRequest, WebResponse } from "./response.ts";
import { route, type HttpServer } from "./server.ts";

export type PageOptions = {
  server: HttpServer;
  /** The folder with the built `index.html` and `assets/`. */
  folder: string;
  /** The path of the page, such as `/`; its files are below it. */
  path: string;
  /** Other pages of the same build that share its files: a path such as `/desk/reports`, and the file. */
  more?: Readonly<Record<string, string>>;
  /** Sites that may show the page in a frame; none by default. */
  frameAncestors?: readonly string[];
  /** Other hosts that the page may connect to. */
  connectTo?: readonly string[];
  /** Changes the built page before it is served. */
  fill?: (page: string) => string;
};

/** A file, by content encoding. */
type Asset = { type: string; etag: string; encodings: Readonly<Record<string, Buffer | undefined>> };

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Serves a built page from memory. Only files of the build have a path, so no other file can be requested. */
export function servePage(options: PageOptions): void {
  const { server, folder, path, more = {}, connectTo = [], frameAncestors = ["'none'"], fill } = options;
  const base = path.endsWith("/") ? path : `${path}/`;
  const policy = contentSecurityPolicy(connectTo, frameAncestors);
  const assets = readAssets(join(folder, "assets"));
  for (const method of ["GET", "HEAD"] as const) {
    for (const [at, file] of Object.entries({ ...more, [path]: "index.html" })) {
      const page = existsSync(join(folder, file)) ? readPage({ folder, file, fill }) : undefined;
      route(server, method, at, (req, res) => sendPage(req, res, page, policy));
    }
    route(server, method, `${base}assets/:file`, (req, res) =>
      sendAsset(req, res, assets.get(req.params["file"] ?? "")),
    );
  }
}

export type ScriptOptions = {
  server: HttpServer;
  /** The built script. */
  file: string;
  path: string;
  /** Changes its text before it is served. */
  fill: (script: string) => string;
};

/** Serves one script for pages of other sites, at an address that stays the same. */
export function serveScript({ server, file, path, fill }: ScriptOptions): void {
  const script = existsSync(file) ? madeAsset(Buffer.from(fill(readFileSync(file, "utf8"))), ".js") : undefined;
  for (const method of ["GET", "HEAD"] as const)
    route(server, method, path, (req, res) => {
      if (!script) throw notBuilt();
      res.setHeader("Cache-Control", "public, max-age=300, stale-while-revalidate=86400");
      res.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
      send(req, res, script);
    });
}

/** Serves one file of any size with this Content-Security-Policy. */
export function serveFile(
  server: HttpServer,
  path: string,
  { bytes, extension, policy }: { bytes: Buffer; extension: string; policy: string },
): void {
  const asset = madeAsset(bytes, extension);
  route(server, "GET", path, (req, res) => sendPage(req, res, asset, policy));
}

/** A file that is made when the service starts. Compressed when it is first asked for, which the start need not wait for. */
function madeAsset(plain: Buffer, extension: string): Asset {
  const compressed: { br?: Buffer; gzip?: Buffer } = {};
  return {
    type: types[extension] ?? "",
    etag: etagOf(plain),
    encodings: {
      get br() {
        return (compressed.br ??= brotliCompressSync(plain));
      },
      get gzip() {
        return (compressed.gzip ??= gzipSync(plain, { level: 9 }));
      },
      identity: plain,
    },
  };
}

function notBuilt(): AppError {
  return new AppError("NotFound", "This page has not been built.", {
    remedy: "Run npm run build:pages and start again.",
  });
}

function readPage({ folder, file, fill }: { folder: string; file: string; fill: PageOptions["fill"] }): Asset {
  if (!fill) return readAsset(folder, file);
  return madeAsset(Buffer.from(fill(readFileSync(join(folder, file), "utf8"))), ".html");
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => extname(name) in types) : [];
  return new Map(names.map((name) => [name, readAsset(folder, name)]));
}

function readAsset(folder: string, name: string): Asset {
  const read = (suffix: string): Buffer | undefined => {
    const file = join(folder, name + suffix);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  const plain = readFileSync(join(folder, name));
  return {
    type: types[extname(name)] ?? "",
    etag: etagOf(plain),
    encodings: { br: read(".br"), gzip: read(".gz"), identity: plain },
  };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 16)}"`;
}

/** Sends a page that is rendered by the server, with the headers of built pages. */
export function sendHtml(req: WebRequest, res: WebResponse, html: Buffer, policy: string): void {
  sendPage(req, res, { type: types[".html"] ?? "", etag: etagOf(html), encodings: { identity: html } }, policy);
}

/**
 * The Content-Security-Policy of pages. Web Chat needs style elements that are created empty (the hash is of the empty
 * string) and filled by script, images as `data:` and `blob:`, and what a person chose to send as `blob:`. No inline script or style, no `eval`, no other host.
 */
const contentSecurityPolicy = (connectTo: readonly string[], frameAncestors: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src 'self' data: blob:",
    ["connect-src 'self' blob:", ...connectTo].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    ["frame-ancestors", ...frameAncestors].join(" "),
  ].join("; ");

/** Revalidated on each request, so that a new build is seen at once; mostly the response is 304. */
function sendPage(req: WebRequest, res: WebResponse, page: Asset | undefined, policy: string): void {
  if (!page) throw notBuilt();
  res.setHeader("Content-Security-Policy", policy);
  res.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  res.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  res.setHeader("Cache-Control", "no-cache");
  send(req, res, page);
}

/** The name contains a hash of the content, so the file is immutable. */
function sendAsset(req: WebRequest, res: WebResponse, asset: Asset | undefined): void {
  if (!asset) throw new AppError("NotFound", "There is nothing at this address.");
  res.setHeader("Cache-Control", "public, max-age=31536000, immutable");
  send(req, res, asset);
}

function send(req: WebRequest, res: WebResponse, asset: Asset): void {
  res.setHeader("ETag", asset.etag);
  res.setHeader("Vary", "Accept-Encoding");
  if (req.headers["if-none-match"] === asset.etag) {
    res.statusCode = 304;
    res.end();
    return;
  }
  const { encoding, bytes } = encodingFor(asset, req.headers["accept-encoding"] ?? "");
  if (encoding !== "identity") res.setHeader("Content-Encoding", encoding);
  res.setHeader("Content-Type", asset.type);
  res.setHeader("Content-Length", bytes.length);
  res.end(bytes);
}

function encodingFor({ encodings }: Asset, accepted: string): { encoding: string; bytes: Buffer } {
  const refused = /;\s*q=0(\.0*)?$/;
  const accepts = accepted
    .split(",")
    .filter((part) => !refused.test(part))
    .map((part) => part.split(";", 1)[0]?.trim());
  const encoding = ["br", "gzip"].find((name) => accepts.includes(name) && encodings[name]) ?? "identity";
  return { encoding, bytes: encodings[encoding] as Buffer };
}
