import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A customer's own site, at an origin of its own: every path is a page with the widget. */
export type WidgetSite = {
  origin: string;
  /** The service whose widget the pages show. */
  showChatOf(service: string): void;
  close(): Promise<void>;
};

/**
 * The site sends a strict Content-Security-Policy: no inline script or style, and of the service only its script and its
 * frame. `attributes`: of the script element.
 */
export async function startWidgetSite(attributes = ""): Promise<WidgetSite> {
  let service = "";
  const server = createServer((req, res) => {
    res.setHeader("Content-Type", "text/html; charset=utf-8");
    res.setHeader("Content-Security-Policy", `default-src 'none'; script-src ${service}; frame-src ${service}`);
    res.end(`<!doctype html>
<html lang="en">
  <head><title>Shop</title><meta name="viewport" content="width=device-width, initial-scale=1">
  <script src="${service}/widget.js" async ${attributes}></script></head>
  <body><main><h1>Shop ${req.url}</h1><button id="help">Help</button><p><a href="/next">Next page</a></p></main></body>
</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    // Another site than the service at 127.0.0.1, not only another origin.
    origin: `http://localhost:${port}`,
    showChatOf: (address) => void (service = address),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
