/**
 * The process of who floods: messages from one address, in conversations on every node, at a steady pace whether they
 * are answered or not. Told to stop, it tells what it was answered.
 */
export type Flood = { urls: readonly string[]; perSecond: number; from: string };
/** How often each status came, by node; 0: no answer. */
export type Answers = readonly Readonly<Record<number, number>>[];

/** So many that it is the address's limit that is met, not a conversation's. */
const talksOnEach = 8;
const tickMs = 20;

type Talk = { node: number; address: string; headers: Record<string, string> };

async function openTalk(url: string, node: number, from: string): Promise<Talk> {
  const forwarded = { "x-forwarded-for": from, "content-type": "application/json" };
  const answer = await fetch(`${url}/v3/directline/tokens/generate`, {
    method: "POST",
    headers: forwarded,
    body: "{}",
  });
  const { token, conversationId } = (await answer.json()) as { token: string; conversationId: string };
  const headers = { ...forwarded, authorization: `Bearer ${token}` };
  await fetch(`${url}/v3/directline/conversations`, { method: "POST", headers, body: "{}" });
  return { node, address: `${url}/v3/directline/conversations/${conversationId}/activities`, headers };
}

async function flood({ urls, perSecond, from }: Flood, stopped: AbortSignal): Promise<Answers> {
  const talks = await Promise.all(
    urls.flatMap((url, node) => Array.from({ length: talksOnEach }, () => openTalk(url, node, from))),
  );
  const answers: Record<number, number>[] = urls.map(() => ({}));
  const body = JSON.stringify({ type: "message", text: "x", from: { id: "me" } });
  const post = async ({ node, address, headers }: Talk): Promise<void> => {
    const status = await fetch(address, { method: "POST", headers, body }).then(
      async (answer) => (await answer.arrayBuffer(), answer.status),
      () => 0,
    );
    answers[node]![status] = (answers[node]![status] ?? 0) + 1;
  };
  const began = performance.now();
  const under = new Set<Promise<void>>();
  for (let sent = 0; !stopped.aborted; await new Promise((soon) => setTimeout(soon, tickMs))) {
    for (const due = ((performance.now() - began) / 1000) * perSecond; sent < due; sent += 1) {
      const posted = post(talks[sent % talks.length]!).finally(() => under.delete(posted));
      under.add(posted);
    }
  }
  await Promise.all(under);
  return answers;
}

const stopping = new AbortController();
process.on("message", (command: Flood | "stop" | "usage") => {
  if (command === "stop") return stopping.abort();
  if (command !== "usage") void flood(command, stopping.signal).then((answers) => process.send?.(answers));
});
process.channel?.ref();
process.send?.("ready");
