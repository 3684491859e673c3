import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";

import { createClients } from "../../src/http/middleware/client-ip.ts";

function request(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe("the address that a request counts for", () => {
  const via = (trustProxy: number, list: string): string =>
    createClients({ trustProxy }).ipOf(request("10.0.0.9", list === "" ? {} : { "x-forwarded-for": list }));

  test.each([
    [0, "203.0.113.7", "10.0.0.9"],
    [1, "203.0.113.7", "203.0.113.7"],
    [1, "1.1.1.1, 203.0.113.7", "203.0.113.7"],
    [2, "1.1.1.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"],
    [2, "203.0.113.7", "203.0.113.7"],
    [1, "203.0.113.7:5123", "203.0.113.7"],
    [1, "[2001:db8:1:2:3::9]:443", "2001:db8:1:2::/64"],
    [1, "2001:db8::9", "2001:db8:0:0::/64"],
    [1, "unknown", "10.0.0.9"],
    [1, "", "10.0.0.9"],
    [1, "<script>", "10.0.0.9"],
  ])("with %i proxies and %j is %s", (trustProxy, list, address) => {
    expect(via(trustProxy, list)).toBe(address);
  });

  test("is the same for IPv4 and IPv4-mapped IPv6", () => {
    const clients = createClients({ trustProxy: 0 });
    expect(clients.ipOf(request("::ffff:192.0.2.1"))).toBe(clients.ipOf(request("192.0.2.1")));
  });
});

test("X-Forwarded-Proto counts only behind a trusted proxy", () => {
  const forwarded = request("10.0.0.9", { "x-forwarded-proto": "https" });
  expect(createClients({ trustProxy: 0 }).isSecure(forwarded)).toBe(false);
  expect(createClients({ trustProxy: 1 }).isSecure(forwarded)).toBe(true);
  expect(createClients({ trustProxy: 1 }).isSecure(request("10.0.0.9", { "x-forwarded-proto": "https, http" }))).toBe(
    false,
  );
});

test("only direct loopback connections are local", () => {
  const { isLocal } = createClients({ trustProxy: 0 });
  expect([isLocal(request("127.0.0.1")), isLocal(request("::ffff:127.0.0.1")), isLocal(request("::1"))]).toEqual([
    true,
    true,
    true,
  ]);
  for (const name of [
    "x-forwarded-for",
    "x-forwarded-host",
    "forwarded",
    "via",
    "x-real-ip",
    "cf-ray",
    "x-amzn-trace-id",
  ])
    expect(isLocal(request("127.0.0.1", { [name]: "127.0.0.1" })), name).toBe(false);
  for (const name of ["x-desk", "x-request-id", "x-ms-bot-agent", "cookie", "origin"])
    expect(isLocal(request("127.0.0.1", { [name]: "x" })), name).toBe(true);
  expect(isLocal(request("192.0.2.1"))).toBe(false);
});
