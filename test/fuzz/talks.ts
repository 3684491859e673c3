import { agentToken } from "./broken-request.ts";

type Line = { text?: string; from: { id: string } };
/** A conversation of web chat on a service. */
export type Talk = { id: string; token: string; say(text: string): Promise<void>; lines(): Promise<Line[]> };

const timeout = 30_000;

async function ask(url: string, token: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "x-forwarded-for": "192.0.2.1" },
    signal: AbortSignal.timeout(timeout),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

/** Opens one. */
export async function openTalk(base: string, from: string): Promise<Talk> {
  const opened = await fetch(`${base}/webchat/token`, { method: "POST", headers: { "x-forwarded-for": from } });
  if (!opened.ok) throw new Error(`${base}/webchat/token answered ${opened.status} ${await opened.text()}`);
  const { token, conversationId: id } = (await opened.json()) as { token: string; conversationId: string };
  const at = `${base}/v3/directline/conversations`;
  await ask(at, token, {});
  return {
    id,
    token,
    say: async (text) =>
      void (await ask(`${at}/${id}/activities`, token, { type: "message", from: { id: "me" }, text })),
    lines: async () => ((await ask(`${at}/${id}/activities`, token)) as { activities: Line[] }).activities,
  };
}

/** Says it and waits for what is answered; throws where nothing is. */
export async function answerTo(talk: Talk, text: string): Promise<string> {
  const before = (await talk.lines()).length;
  await talk.say(text);
  const until = Date.now() + timeout;
  while (Date.now() < until) {
    const lines = await talk.lines();
    if (lines.length >= before + 2)
      return lines
        .slice(before + 1)
        .map((line) => line.text)
        .join("\n");
  }
  throw new Error(`nothing was answered within ${timeout} ms`);
}

/** People who came before the fuzz, and who are in the middle of the guide. */
export type Before = {
  /**
   * Each asks for the step again. Gives what is wrong: a place that was lost, lines that are missing or that somebody
   * else put there.
   */
  look(): Promise<string[]>;
  /** Each goes on to the next step. */
  goOn(): Promise<string[]>;
};

/** Lets so many come, and go to the second step. */
export async function startBefore(base: string, count: number): Promise<Before> {
  const people = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const talk = await openTalk(base, `192.0.2.${at + 10}`);
      await answerTo(talk, "spotify says error 502 on my mac");
      await answerTo(talk, "still broken");
      return { talk, lines: await talk.lines() };
    }),
  );
  const all = async (text: string, step: number): Promise<string[]> => {
    const wrong = await Promise.all(
      people.map(async (person, at) => {
        const answer = await answerTo(person.talk, text).catch((error: unknown) => String(error));
        if (!answer.includes(`Step ${step} of 10`))
          return [`conversation ${at} is not at step ${step}: ${answer.slice(0, 120)}`];
        const lines = await person.talk.lines();
        const kept = lines.slice(0, person.lines.length);
        const faults =
          JSON.stringify(kept) === JSON.stringify(person.lines) && lines.length === person.lines.length + 2
            ? []
            : [`conversation ${at} has other lines than were said`];
        person.lines = lines;
        return faults;
      }),
    );
    return wrong.flat();
  };
  return { look: () => all("repeat", 2), goOn: () => all("still broken", 3) };
}

/** A case that somebody waits in. */
export async function openCase(base: string, talk: Talk): Promise<string> {
  await answerTo(talk, "talk to a person");
  const { cases } = (await ask(`${base}/api/desk/cases?status=waiting`, agentToken)) as { cases: { id: string }[] };
  return cases.at(-1)?.id ?? "none";
}
