import { awaitingOf } from "../../dialogs/transition.ts";
import type { SavedConversation } from "../../dialogs/stored-state.ts";
import type { Asked } from "../understanding/interpretation/meaning.ts";

/** What the next message is understood against. */
export function askedOf(saved: SavedConversation): Asked {
  const { article, step, device, asked, offered } = saved;
  return { awaiting: awaitingOf(saved), choices: offered, asked, article, step, device };
}
