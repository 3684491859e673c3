import type { WebResponse } from "./response.ts";

/** Nothing in a file may run or load, even where a browser shows it. */
const filePolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * Sends what somebody uploaded. Its type is the one found by content; a browser that opens the address saves it, and shows
 * nothing of it as a page of this service.
 */
export function sendAttachment(res: WebResponse, file: { name: string; type: string; content: Uint8Array }): void {
  res.setHeader("Content-Type", file.type.startsWith("text/") ? `${file.type}; charset=utf-8` : file.type);
  res.setHeader("Content-Length", file.content.byteLength);
  res.setHeader("Content-Disposition", dispositionOf(file.name));
  res.setHeader("Content-Security-Policy", filePolicy);
  res.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  res.end(Buffer.from(file.content));
}

/** RFC 6266: the name for every client, and once more with all its letters. */
function dispositionOf(name: string): string {
  const plain = name.replaceAll(/[^\w .-]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
