import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { Activity } from "./shown-activities.ts";

/** Saves a conversation as a text file: time, speaker, words. */
export function saveTranscript(activities: readonly Activity[]): void {
  const text = activities.map(entryOf).filter((entry) => entry !== "");
  const address = URL.createObjectURL(new Blob([text.join("\n")], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = words.transcriptFile;
  link.click();
  URL.revokeObjectURL(address);
}

function entryOf({ type, from, text, timestamp, channelData }: Activity): string {
  if (type !== "message" || !text || channelData?.thumb) return "";
  const at = timestamp === undefined ? "" : new Date(timestamp).toLocaleString();
  const who = from?.role === "user" ? words.you : (from?.name ?? "");
  return `${at} ${who}:\n${text.replaceAll("**", "")}\n`;
}
