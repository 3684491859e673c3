import { randomBytes } from "node:crypto";
import fetch from "node-fetch";

import type { Clock } from "../turn/clock.ts";
import type { TurnWatch } from "../turn/conversations.ts";

/** Tells a collector how long each turn took and what it led to: ids and kinds, never words. */
export type Traces = Pick<TurnWatch, "taken"> & {
  start(): void;
  /** Sends what is still here, once. */
  stop(): Promise<void>;
};

/** Where spans go, as OTLP over HTTP, and who hears when they cannot. */
export type TracesOptions = { endpoint: string; clock: Clock; onTrouble: (cause: unknown) => void };

type Attribute = { key: string; value: { stringValue: string } };
type Span = {
  traceId: string;
  spanId: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: readonly Attribute[];
};

const sendEvery = 5_000;
/** Spans kept while the collector is away; newer ones are let go, because a trace is worth less than memory. */
const mostKept = 2_048;
const internal = 1;

/** Gathers spans of turns and sends them every few seconds. */
export function createTraces({ endpoint, clock, onTrouble }: TracesOptions): Traces {
  let spans: Span[] = [];
  let cancel = (): void => undefined;
  const send = async (): Promise<void> => {
    const sent = spans;
    if (sent.length === 0) return;
    spans = [];
    try {
      await post(endpoint, sent);
    } catch (cause) {
      spans = [...sent, ...spans].slice(0, mostKept);
      onTrouble(cause);
    }
  };
  const again = (): void => {
    cancel = clock.after(sendEvery, () => void send().then(again));
  };
  return {
    taken({ conversation, id, input }, { events, effects }, milliseconds) {
      if (spans.length >= mostKept) return;
      const attributes = {
        "conversation.id": conversation,
        "incoming.id": id,
        "incoming.kind": input.kind,
        events: events.map(({ type }) => type).join(" "),
        effects: effects.map(({ type }) => type).join(" "),
      };
      spans.push(spanOf("turn", clock.now(), milliseconds, attributes));
    },
    start: again,
    async stop() {
      cancel();
      await send();
    },
  };
}

function spanOf(name: string, ended: number, milliseconds: number, attributes: Readonly<Record<string, string>>): Span {
  const nanos = (ms: number): string => `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
  return {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name,
    kind: internal,
    startTimeUnixNano: nanos(ended - milliseconds),
    endTimeUnixNano: nanos(ended),
    attributes: attributesOf(attributes),
  };
}

function attributesOf(given: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(given).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

async function post(endpoint: string, spans: readonly Span[]): Promise<void> {
  const resource = { attributes: attributesOf({ "service.name": "music-support-assistant" }) };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "turns" }, spans }] }] });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${endpoint}/v1/traces`, { method: "POST", headers, body, signal: AbortSignal.timeout(3_000) });
  if (!response.ok) throw new Error(`the collector answered ${response.status}`);
}
