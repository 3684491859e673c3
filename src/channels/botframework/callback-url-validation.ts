import { BlockList, isIP } from "node:net";

import { isLoopback } from "../../config/setting-parsers.ts";
import { AppError } from "../../common/errors.ts";

/**
 * `authenticated`: the SDK compares the address with the signed claim of the sender. `servesNetwork`: the service listens
 * to more than this machine.
 */
export type ServiceUrlPolicy = { authenticated: boolean; servesNetwork: boolean };

/** Private, shared, link-local and unspecified networks. */
const privateNetworks = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  privateNetworks.addSubnet(network, bits);
for (const [network, bits] of [
  ["::", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  privateNetworks.addSubnet(network, bits, "ipv6");

/**
 * SSRF guard: replies are sent to the activity's `serviceUrl`, so it must not be an address that an unauthenticated
 * sender chose, nor, even if signed, one inside a private network. Without authentication it is an emulator's on this
 * machine; a signed one is allowed on loopback only to a service that listens on loopback, as in tests.
 */
export function validateServiceUrl(serviceUrl: string, { authenticated, servesNetwork }: ServiceUrlPolicy): void {
  const url = URL.parse(serviceUrl);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError("BadRequest", "The activity's serviceUrl is not an http address.");
  if (!authenticated) return requireEmulator(url);
  if (isLoopback(url.hostname) && !servesNetwork) return;
  if (url.protocol !== "https:") throw new AppError("BadRequest", "The activity's serviceUrl is not an https address.");
  if (isPrivate(url.hostname))
    throw new AppError("Forbidden", "The activity's serviceUrl is an address inside a network.");
}

/**
 * The addresses that emulators use. Anything more would let whoever can post here choose the port of a system service,
 * or a path of another program on this machine.
 */
function requireEmulator(url: URL): void {
  const { protocol, hostname, port, pathname, search, hash, username, password } = url;
  const isPlain = `${search}${hash}${username}${password}` === "" && ["/", "/_connector"].includes(pathname);
  if (protocol === "http:" && isLoopback(hostname) && Number(port) >= 1_024 && isPlain) return;
  throw new AppError("Forbidden", "Without an app id only an emulator's serviceUrl on this machine is answered.", {
    remedy: "Use http://127.0.0.1:PORT with a port from 1024 on and no path but /_connector, or set MicrosoftAppId.",
  });
}

function isPrivate(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  if (version === 0) return /(^|\.)(localhost|local|internal)\.?$/.test(host);
  return isLoopback(address) || privateNetworks.check(address, version === 6 ? "ipv6" : "ipv4");
}
