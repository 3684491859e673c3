import { pageEn as words } from "../../../dialogs/wording/page-en.ts";
import type { Activity } from "./shown-activities.ts";

/** The conversation as a text file. */
export type TranscriptFile = {
  hear(activities: readonly Activity[]): void;
  download(): void;
};

/** Keeps what came as text: time, speaker, words. */
export function keepTranscript(): TranscriptFile {
  const lines: string[] = [];
  return {
    hear(activities) {
      for (const { type, from, text, timestamp, channelData } of activities) {
        if (type !== "message" || !text || channelData?.thumb) continue;
        const at = timestamp === undefined ? "" : new Date(timestamp).toLocaleString();
        const who = from?.role === "user" ? words.you : (from?.name ?? "");
        lines.push(`${at} ${who}:\n${text.replaceAll("**", "")}\n`);
      }
    },
    download() {
      const address = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = words.transcriptFile;
      link.click();
      URL.revokeObjectURL(address);
    },
  };
}
