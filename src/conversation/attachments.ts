import { createHash } from "node:crypto";

import { AppError } from "../common/errors.ts";
import { fileNameOf, fileTypeOf } from "../common/file-type.ts";
import type { AttachmentStore, SentFile, StoredFile } from "./attachment-ports.ts";
import { plainText } from "./plain-text.ts";

/** The files of conversations, with the limits that hold for them. */
export type Attachments = Pick<AttachmentStore, "find" | "remove"> & {
  /** Of all files that come at once. */
  maxBytes: number;
  /**
   * Stores the files that came with a line, once however often it comes. Throws `UnsupportedMediaType` for a type that is not
   * taken, `TooLarge`, and `TooManyFiles` where there is no room for them. Resolves with their ids.
   */
  keep(place: { conversation: string; line: string }, files: readonly SentFile[]): Promise<readonly string[]>;
};

/** Files of one conversation. */
const maxFiles = 30;

export function createAttachments(options: {
  store: AttachmentStore;
  maxBytes: number;
  /** Of all conversations together. */
  maxStoredBytes: number;
  now: () => number;
}): Attachments {
  const { store, maxBytes, maxStoredBytes, now } = options;
  return {
    find: store.find,
    remove: store.remove,
    maxBytes,
    async keep(place, files) {
      const checked = files.map((file, index) => checkFile(file, idOf(place, index)));
      const size = checked.reduce((sum, file) => sum + file.size, 0);
      if (size > maxBytes)
        throw new AppError("TooLarge", `Files may have ${Math.floor(maxBytes / 1_000_000)} MB at most.`);
      const used = await store.usage(place.conversation);
      if (used.files + files.length > maxFiles || used.bytesOfAll + size > maxStoredBytes)
        throw new AppError("TooManyFiles", "No more files can be kept here.", { remedy: "Describe it in words." });
      await store.add({ ...place, at: now() }, checked);
      return checked.map(({ id }) => id);
    },
  };
}

function checkFile({ name, content }: SentFile, id: string): StoredFile & SentFile {
  const type = fileTypeOf(content);
  if (type === null)
    throw new AppError("UnsupportedMediaType", "Files of this type are not taken.", {
      remedy: "Send a picture (PNG, JPEG, GIF, WebP), a PDF or plain text.",
    });
  return { id, name: fileNameOf(plainText(name), type), type, size: content.length, content };
}

/** The same file of the same line has the same id. */
function idOf({ conversation, line }: { conversation: string; line: string }, index: number): string {
  return createHash("sha256")
    .update(JSON.stringify([conversation, line, index]))
    .digest("base64url")
    .slice(0, 24);
}
