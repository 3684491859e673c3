import type { Effect } from "../../dialogs/effects.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import { deskEn } from "../../dialogs/wording/desk-en.ts";
import type { CaseCall, ConnectorCall } from "./case-ports.ts";
import type { InboundMessage } from "./ports.ts";

/** The connector calls of a turn, the same for each connector. */
export function callsOfTurn(turn: {
  incoming: InboundMessage;
  before: ConversationState;
  saved: ConversationState;
  effects: readonly Effect[];
  connectors: readonly string[];
}): ConnectorCall[] {
  const calls = [...lifeCalls(turn.incoming, turn.effects), ...wordCalls(turn)];
  return turn.connectors.flatMap((connector) => calls.map((call) => ({ connector, ...call })));
}

type Numbered = { number: string; call: CaseCall };

function lifeCalls({ id }: InboundMessage, effects: readonly Effect[]): Numbered[] {
  const nobody = effects.some(
    (effect) => effect.type === "say" && effect.say.kind === "case-opened" && effect.say.desk.state !== "staffed",
  );
  return effects.flatMap((effect): Numbered[] => {
    switch (effect.type) {
      case "openCase":
      case "reopenCase":
        return [{ number: effect.number, call: { kind: "open", id, nobody } }];
      case "withdrawCase":
        return [{ number: effect.number, call: { kind: "close", id, how: "withdrawn" } }];
      case "keepContact":
        return [
          { number: effect.number, call: { kind: "note", id, what: "contact", who: "user", text: effect.address } },
        ];
      case "rateCase":
        return [
          {
            number: effect.number,
            call: { kind: "note", id, what: "rated", who: "user", text: `${effect.score} ${effect.word}`.trim() },
          },
        ];
      default:
        return [];
    }
  });
}

/** The person's words, while the case is open. A new case needs none: its transcript holds them. */
function wordCalls({ incoming: { id, input }, before, saved, effects }: Parameters<typeof callsOfTurn>[0]): Numbered[] {
  const number = saved.case;
  if (input.kind === "happened" || number === null) return [];
  const text = wordsOf(input);
  if (text === "") return [];
  const again = effects.some((effect) => effect.type === "reopenCase");
  return before.case === number || again ? [{ number, call: { kind: "user-message", id, text } }] : [];
}

/** Files do not go to other systems; that one came is said, so that nobody waits for an answer to it. */
function wordsOf(input: Exclude<InboundMessage["input"], { kind: "happened" }>): string {
  if (input.kind !== "said" || input.attachments === 0) return input.text;
  return `${input.text}\n${input.kept ? deskEn.keptHere : deskEn.notKept(input.files ?? [])}`.trim();
}
