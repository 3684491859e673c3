import { type HttpServer, route } from "./server.ts";

/** Well in the future, and not more than the year that RFC 9116 recommends. */
const validForMs = 180 * 24 * 60 * 60_000;

/** Serves `/.well-known/security.txt` (RFC 9116), which says where to report a vulnerability; without a contact there is none. */
export function serveSecurityContact(
  server: HttpServer,
  options: { contact: string | null; publicUrl: string | null; now: () => number },
): void {
  const { contact, publicUrl, now } = options;
  if (contact === null) return;
  route(server, "GET", "/.well-known/security.txt", (_req, res) => {
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${new Date(now() + validForMs).toISOString()}`,
      "Preferred-Languages: en",
      ...(publicUrl === null ? [] : [`Canonical: ${publicUrl}/.well-known/security.txt`]),
    ];
    res.setHeader("Content-Type", "text/plain; charset=utf-8");
    res.end(`${lines.join("\n")}\n`);
  });
}
