import type { Answered, DeskApp } from "../support/desk-app.ts";

/** One thing that an agent's stream said. */
export type Received = { event: string; id: string; content: Answered };

/** An agent's event stream that is read; `until` waits for the first event, from the beginning on, that fits. */
export async function listen(service: DeskApp, agent: string, lastId?: string) {
  const ended = new AbortController();
  const headers = { authorization: `Bearer ${agent}-token`, ...(lastId !== undefined && { "last-event-id": lastId }) };
  const response = await fetch(`${service.base}/api/desk/events`, { headers, signal: ended.signal });
  const received: Received[] = [];
  const reading = read(response, received).catch(() => undefined);
  return {
    received,
    status: response.status,
    /** Once the service has ended it. */
    ended: reading,
    until: (fits: (one: Received) => boolean) => waitFor(() => received.find(fits)),
    async leave() {
      ended.abort();
      await reading;
    },
  };
}

/** Looks until there is something; gives up after twenty seconds. */
export async function waitFor<Found>(look: () => Found | undefined | Promise<Found | undefined>): Promise<Found> {
  const deadline = Date.now() + 20_000;
  for (let found = await look(); ; found = await look()) {
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("it did not come in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function read(response: Response, received: Received[]): Promise<void> {
  let text = "";
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      if (field("data") !== "")
        received.push({ event: field("event"), id: field("id"), content: JSON.parse(field("data")) as Answered });
    }
  }
}
