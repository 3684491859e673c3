import { expectedInputOf } from "../../dialogs/transition.ts";
import type { ConversationState } from "../../dialogs/stored-state.ts";
import type { DialogContext } from "../understanding/interpretation/interpretation.ts";

/** What the next message is understood against. */
export function dialogContextOf(saved: ConversationState): DialogContext {
  const { article, step, device, asked, offered } = saved;
  return { awaiting: expectedInputOf(saved), choices: offered, questionId: asked, article, step, device };
}
