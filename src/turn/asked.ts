import { awaitingOf } from "../../dialogs/advance.ts";
import type { SavedConversation } from "../../dialogs/saved.ts";
import type { Asked } from "../understanding/meaning.ts";

/** What the next message is understood against. */
export function askedOf(saved: SavedConversation): Asked {
  const { article, step, device, asked, offered } = saved;
  return { awaiting: awaitingOf(saved), choices: offered, asked, article, step, device };
}
