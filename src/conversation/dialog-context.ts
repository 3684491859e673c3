import { expectedInputOf } from "../../dialogs/transition.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { Asked } from "../understanding/interpretation/meaning.ts";

/** What the next message is understood against. */
export function dialogContextOf(saved: ConversationState): Asked {
  const { article, step, device, asked, offered } = saved;
  return { awaiting: expectedInputOf(saved), choices: offered, asked, article, step, device };
}
