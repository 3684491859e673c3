import fc from "fast-check";

import { calls, commandBodies, deskBodies, recorded } from "../support/recorded-input.ts";
import { malformed, odd } from "./malformed.ts";
import type { Route } from "./routes.ts";

/**
 * Something that is sent to the service, as data. `{talk}`, `{token}` and `{case}` stand for a conversation of the
 * moment, the token for it, and a case; text is Latin-1, a character for each byte.
 */
export type BrokenRequest =
  | { kind: "request"; method: string; path: string; headers: Readonly<Record<string, string>>; body: string }
  | { kind: "stream"; query: string; frames: readonly Frame[] }
  /** So many at once, all from one address. */
  | { kind: "streams"; count: number; query: string; from: string }
  /** So many messages in one conversation, which then is read as a whole: by its person and at the desk. */
  | { kind: "history"; texts: readonly string[]; from: string }
  | { kind: "wire"; text: string };
/** `raw` goes past the protocol, onto the connection below it. */
export type Frame = { as: "text" | "binary" | "ping" | "raw"; text: string };

/** Shown to the webhooks of outside desks. */
export const webhookSecret = "sixteen-characters";
/** Shown at the desk. */
export const agentToken = "ana-token-of-the-fuzz";

const latin = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const headerValue = latin.map((text) => text.replaceAll("\u007F", "").trim());
const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});
const asBytes = (text: string): string => Buffer.from(text).toString("latin1");

const bodies: readonly [RegExp, readonly Record<string, unknown>[]][] = [
  [/^\/api\/messages$|\/activities$|\/upload$/, recorded],
  [/^\/api\/connectors\//, calls],
  [/^\/api\/desk\/cases\//, commandBodies],
  [/./, deskBodies],
];

/** Texts around every limit of a message, and of a body. */
const longText = fc
  .tuple(
    fc.constantFrom("x", "lorem ipsum ", "502 ", "🎵", "\n"),
    fc.constantFrom(7_999, 8_001, 30_000, 255_000, 300_000),
  )
  .map(([unit, length]) => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    return asBytes(JSON.stringify({ type: "message", text, words: text, resolution: text }));
  });

/** Files of an upload: mostly one, sometimes as many as no form may have, of every kind and of large sizes. */
const picture = "\x89PNG\r\n\x1a\n";
const files = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("x", picture, "%PDF-1.7", "GIF89a", "MZ\0", "").map((content) => [content]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(9, 10, 11, 2_000), fc.constantFrom("", picture))
      .map(([count, content]) => Array.from({ length: count }, () => content)),
  },
  { weight: 1, arbitrary: fc.constantFrom(1_000_000, 5_000_001).map((size) => [picture + "y".repeat(size)]) },
);

/** Requests to one route: mostly by its method, with a body of its kind that is malformed somewhere. */
function requestAt({ method, route }: Route): fc.Arbitrary<BrokenRequest> {
  const known = bodies.find(([at]) => at.test(route))?.[1] ?? recorded;
  const body = fc.oneof(
    { weight: 8, arbitrary: malformed(known).map((made) => asBytes(JSON.stringify(made))) },
    { weight: 1, arbitrary: odd.map((value) => asBytes(JSON.stringify(value) ?? "")) },
    { weight: 1, arbitrary: longText },
    {
      weight: 1,
      arbitrary: fc.oneof(
        bytes,
        fc.constantFrom("", "{", '{"__proto__":{"a":1}}', `[${"[".repeat(20_000)}`, `"${"x".repeat(300_000)}"`),
      ),
    },
  );
  const asked = fc.record({
    path: pathOf(route),
    query: queryOf,
    method: mostly(method, otherMethods),
    headers: headersOf(route),
    body,
    files,
  });
  return asked.map(({ path, query, method: by, headers, body: sent, files: along }) => {
    const carries = !["GET", "HEAD"].includes(by);
    return {
      kind: "request",
      method: by,
      path: path + query,
      headers,
      body: carries ? wrap(route, headers, sent, along) : "",
    };
  });
}

const otherMethods = fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD", "TRACE", "PROPFIND");

function mostly<Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

function pathOf(route: string): fc.Arbitrary<string> {
  const own = route.includes("/desk/") ? "{case}" : "{talk}";
  const part = fc.oneof(
    fc.constantFrom("..", "%00", "%2e%2e%2f", "%", "a'--", "x".repeat(200), "x".repeat(5_000)),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
  );
  return mostly(own, part).map((put) => route.replace(/:\w+/, put).replaceAll(/:\w+/g, "x"));
}

const queryOf = fc.oneof(
  { weight: 4, arbitrary: fc.constant(`?secret=${webhookSecret}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom("watermark", "after", "q", "status", "before", "userId", "t", "language", "secret"),
        fc.string({ unit: "binary", maxLength: 30 }),
      )
      .map(([name, text]) => `?${name}=${encodeURIComponent(text.toWellFormed())}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "?%",
      "?status=closed&before=5%20x",
      "?q=%25_%25",
      "?after=-1",
      `?${"a=b&".repeat(500)}`,
    ),
  },
);

const anyHeader = fc.tuple(
  fc.constantFrom(
    "host",
    "origin",
    "cookie",
    "accept-encoding",
    "if-none-match",
    "last-event-id",
    "range",
    "x-forwarded-for",
    "x-request-id",
    "expect",
    "accept",
  ),
  fc.oneof(
    headerValue,
    fc.constantFrom("[::x%", "null", "https://evil.example", "W/", "gzip, br;q=0", "bytes=0-", "999999999999999999"),
  ),
);

function headersOf(route: string): fc.Arbitrary<Record<string, string>> {
  const own = route.includes("/desk")
    ? `Bearer ${agentToken}`
    : route.includes("/connectors/")
      ? `Bearer ${webhookSecret}`
      : "Bearer {token}";
  const type = route.endsWith("/upload") ? "multipart/form-data; boundary=x" : "application/json";
  return fc
    .record({
      authorization: mostly(own, fc.oneof(fc.constantFrom("", "Bearer", "Bearer a.b.c", "Basic eDp5"), headerValue)),
      "content-type": mostly(
        type,
        fc.oneof(
          fc.constantFrom("", "text/plain", "multipart/form-data", "application/json; charset=utf-16"),
          headerValue,
        ),
      ),
      from: fc.nat(1_999),
      more: fc.array(anyHeader, { maxLength: 1 }),
    })
    .map(({ from, more, ...headers }) => ({
      ...headers,
      // People come by the proxy, from many addresses; the Bot Framework's route takes none of that without an app
      // id.
      ...(route !== "/api/messages" && { "x-forwarded-for": `10.0.${from >> 8}.${from & 255}` }),
      ...Object.fromEntries(more),
    }));
}

function wrap(
  route: string,
  headers: Readonly<Record<string, string>>,
  sent: string,
  along: readonly string[],
): string {
  if (!route.endsWith("/upload") || !headers["content-type"]?.includes("boundary=x")) return sent;
  const part = (head: string, text: string): string =>
    `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
  return `${part('name="activity"; filename="blob"\r\nContent-Type: application/vnd.microsoft.activity', sent)}${along.map((content) => part('name="file"; filename="a.png"', content)).join("")}--x--\r\n`;
}

const frames = fc.array(
  fc.record({
    as: fc.constantFrom("text", "binary", "ping", "raw"),
    text: fc.oneof(bytes, fc.constantFrom("", "{}", "x".repeat(100), "x".repeat(5_000))),
  }),
  { maxLength: 4 },
);
const query = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("?t={token}", "?t={token}&watermark=1", "?watermark=999999999999&t={token}"),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "binary", maxLength: 30 })
      .map((text) => `?t=${encodeURIComponent(text.toWellFormed())}`),
  },
  { weight: 1, arbitrary: fc.constant("?t={token}&watermark=%00") },
);
const streams: fc.Arbitrary<BrokenRequest> = fc.record({ kind: fc.constant("stream"), query, frames });

const anyAddress = fc.nat(1_999).map((from) => `10.1.${from >> 8}.${from & 255}`);
const manyStreams: fc.Arbitrary<BrokenRequest> = fc.record({
  kind: fc.constant("streams"),
  count: fc.constantFrom(10, 50, 51, 120),
  query,
  from: anyAddress,
});
const histories: fc.Arbitrary<BrokenRequest> = fc.record({
  kind: fc.constant("history"),
  texts: fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.string({ unit: "binary", maxLength: 200 }), { minLength: 20, maxLength: 80 }) },
    { weight: 1, arbitrary: fc.constantFrom(30, 120).map((count) => Array.from({ length: count }, () => "no, ")) },
    { weight: 1, arbitrary: fc.constant(Array.from({ length: 12 }, () => "still broken ".repeat(600))) },
  ),
  from: anyAddress,
});

/** A request as bytes, with odd bytes put into it or taken out of it. */
function wireAt({ method, route }: Route): fc.Arbitrary<BrokenRequest> {
  const text = `${method} ${route.replace(/:\w+/, "{talk}")} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"text":"x"}`;
  return fc
    .array(
      fc.record({
        at: fc.nat(text.length),
        takes: fc.nat(8),
        puts: fc.oneof(bytes, fc.constantFrom("\r\n", "\r\n\r\n", "\u0000", "Transfer-Encoding: chunked\r\n")),
      }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((changes) => ({
      kind: "wire",
      text: changes.reduce((made, { at, takes, puts }) => made.slice(0, at) + puts + made.slice(at + takes), text),
    }));
}

/**
 * Everything that can be sent to a service with these routes; more to those where people and channels write.
 */
export function brokenRequestsTo(routes: readonly Route[]): fc.Arbitrary<BrokenRequest> {
  const busy = routes.filter(({ route }) =>
    /\/activities$|\/upload$|^\/api\/(messages|connectors|desk\/cases\/)/.test(route),
  );
  const oneOf = (some: readonly Route[], make: (route: Route) => fc.Arbitrary<BrokenRequest>) =>
    fc.oneof(...some.map(make));
  return fc.oneof(
    { weight: 500, arbitrary: oneOf(routes, requestAt) },
    { weight: 400, arbitrary: oneOf(busy, requestAt) },
    { weight: 55, arbitrary: streams },
    { weight: 40, arbitrary: oneOf(routes, wireAt) },
    // Each of these is many requests.
    { weight: 3, arbitrary: manyStreams },
    { weight: 2, arbitrary: histories },
  );
}
