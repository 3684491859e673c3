import { deskEn as words } from "../../../dialogs/wording/desk-en.ts";
import { cannedDialog } from "./canned-dialog.ts";
import { fillIn } from "./canned-text.ts";
import { openChooser } from "./chooser.ts";
import { call } from "./desk-call.ts";
import { presenceOf } from "./presence-words.ts";
import type { CannedReply } from "./shapes.ts";
import type { Store } from "./state.ts";

export type ReplyChooser = {
  store: Store;
  /** Puts the choice where the agent writes. */
  put: (text: string) => void;
  onCancel: () => void;
};

/** The ready replies, as they are now; leads can change them from here. */
export async function chooseCanned({ store, put, onCancel, say }: ReplyChooser & { say: (text: string) => void }) {
  // Without an answer those that are known are offered.
  await call<{ replies: CannedReply[] }>("GET", "/canned-replies").then(
    ({ replies }) => store.change({ canned: replies }),
    () => undefined,
  );
  const state = store.get();
  const { canned, detail, role } = state;
  if (!detail) return;
  const edit = { label: words.editCanned, id: "canned-edit", act: () => cannedDialog({ store, say }) };
  openChooser({
    title: words.canned,
    placeholder: words.cannedPlaceholder,
    nothing: words.noCanned,
    items: canned.map(({ title, text }) => {
      const filled = fillIn(text, detail, state);
      return { label: title, preview: filled, act: () => put(filled) };
    }),
    foot: role === "lead" ? edit : undefined,
    onCancel,
  });
}

/** Whom a note tells. */
export function chooseMentioned({ store, put, onCancel }: ReplyChooser): void {
  const { agents, me } = store.get();
  openChooser({
    title: words.mentionWhom,
    placeholder: words.mentionWhom,
    nothing: words.noAgent,
    items: agents
      .filter(({ login }) => login !== me)
      .map((agent) => ({
        label: words.transferTo(agent.name, presenceOf(agent).toLowerCase()),
        act: () => put(agent.login),
      })),
    onCancel,
  });
}
