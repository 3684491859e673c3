import { BlockList, isIP } from "node:net";

import { isLoopback } from "../../config/settings.ts";
import { AppError } from "../../common/errors.ts";

/**
 * `checksSenders`: the SDK has compared the address with the sender's signed claim. `servesOthers`: the service listens
 * to more than this machine.
 */
export type Trust = { checksSenders: boolean; servesOthers: boolean };

/** The networks inside houses and data centres, where things answer that trust whoever can reach them. */
const inside = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  inside.addSubnet(network, bits);
for (const [network, bits] of [
  ["::", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  inside.addSubnet(network, bits, "ipv6");

/**
 * Refuses addresses that a stranger chose, and addresses inside whoever vouches for them: we would post to them.
 * Without an app id only this machine is trusted; it is a fair address only for a service that serves this machine
 * alone, as in development.
 */
export function checkServiceUrl(serviceUrl: string | null | undefined, { checksSenders, servesOthers }: Trust): void {
  if (!serviceUrl) return;
  const url = URL.parse(serviceUrl);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError("BadRequest", "The activity's serviceUrl is not an http address.");
  if (isLoopback(url.hostname) && !servesOthers) return;
  if (!checksSenders)
    throw new AppError("Forbidden", "Without an app id only a serviceUrl on this machine is answered.", {
      remedy: "Set MicrosoftAppId, or use 127.0.0.1.",
    });
  if (url.protocol !== "https:") throw new AppError("BadRequest", "The activity's serviceUrl is not an https address.");
  if (isInside(url.hostname))
    throw new AppError("Forbidden", "The activity's serviceUrl is an address inside a network.");
}

function isInside(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  if (version === 0) return /(^|\.)(localhost|local|internal)\.?$/.test(host);
  return isLoopback(address) || inside.check(address, version === 6 ? "ipv6" : "ipv4");
}
