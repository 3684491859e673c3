import { AppError } from "../../common/errors.ts";
import type { SentFile } from "../../conversation/attachment-ports.ts";

/** A form is read as it comes: of its parts the one named `activity` is kept, and files where they are wanted. */
export type MultipartReader = {
  /** Throws `TooLarge` as soon as there is too much of something, and `BadRequest` for what is no form. */
  take(chunk: Buffer): void;
  /** After the last chunk. `activity`: its text, null if there was none; `files`: without content where they are not kept. */
  end(): { activity: string | null; files: readonly SentFile[] };
};

/** A picture and some words are two or three parts. */
const maxParts = 10;
const maxHeaderBytes = 8 * 1024;
const maxActivityBytes = 256 * 1024;
const lineEnd = "\r\n";

/** What is being read: anything up to the next delimiter, the two characters after one, or the headers of a part. */
type Place = "content" | "delimiter" | "headers" | "end";

/** The boundary of a multipart body by its content type; throws `BadRequest` if there is none. */
export function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new AppError("BadRequest", "The multipart body has no boundary.");
  return boundary;
}

export function createMultipartReader(boundary: string, { keepsFiles }: { keepsFiles: boolean }): MultipartReader {
  const delimiter = Buffer.from(`${lineEnd}--${boundary}`, "latin1");
  const parts = createParts(keepsFiles);
  // The first delimiter has no line before it.
  let rest: Buffer = Buffer.from(lineEnd, "latin1");
  let place: Place = "content";
  const passBy = (bytes: number): Buffer => {
    const passed = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    return passed;
  };
  /** Each takes one step; false if it needs more bytes. */
  const steps: Record<Place, () => boolean> = {
    content() {
      const at = rest.indexOf(delimiter);
      parts.keep(passBy(at >= 0 ? at : Math.max(0, rest.length - delimiter.length + 1)));
      if (at < 0) return false;
      passBy(delimiter.length);
      parts.end();
      place = "delimiter";
      return true;
    },
    delimiter() {
      if (rest.length < 2) return false;
      const isLast = rest.toString("latin1", 0, 2) === "--";
      place = isLast ? "end" : "headers";
      if (!isLast) parts.count();
      return true;
    },
    headers() {
      const at = rest.indexOf(lineEnd + lineEnd);
      if (at > maxHeaderBytes || (at < 0 && rest.length > maxHeaderBytes))
        throw tooMuch("The headers of a part are too large.");
      if (at < 0) return false;
      parts.begin(passBy(at).toString("utf8"));
      passBy(2 * lineEnd.length);
      place = "content";
      return true;
    },
    end: () => false,
  };
  return {
    take(chunk) {
      if (place === "end") return;
      if (place === "content" && !isSplit(delimiter, rest, chunk)) {
        // A file is not copied piece by piece: that was most of the time of a large one.
        parts.keep(rest);
        rest = chunk;
      } else rest = Buffer.concat([rest, chunk]);
      while (steps[place]());
    },
    end() {
      if (place !== "end") throw new AppError("BadRequest", "The multipart body cannot be read.");
      return parts.found();
    },
  };
}

/** Whether a delimiter may begin in what is left of the last chunk and end in this one. */
function isSplit(delimiter: Buffer, left: Buffer, chunk: Buffer): boolean {
  if (chunk.length < delimiter.length) return true;
  return Buffer.concat([left, chunk.subarray(0, delimiter.length - 1)]).includes(delimiter);
}

/** What is known of the parts: the content of the activity, and the files. */
function createParts(keepsFiles: boolean) {
  let part: { file: string | null; limit: number; chunks: Buffer[]; bytes: number } | null = null;
  let count = 0;
  let activity: string | null = null;
  const files: SentFile[] = [];
  return {
    count() {
      count += 1;
      if (count > maxParts) throw tooMuch(`This upload has more than ${maxParts} parts.`);
    },
    begin(headers: string) {
      const { name, file } = dispositionOf(headers);
      const isActivity = name === "activity";
      if (!isActivity && file === null) return;
      // The whole body has a limit; a file needs none of its own.
      part = { file: isActivity ? null : file, limit: isActivity ? maxActivityBytes : Infinity, chunks: [], bytes: 0 };
    },
    keep(bytes: Buffer) {
      if (part === null || (part.file !== null && !keepsFiles)) return;
      part.bytes += bytes.length;
      if (part.bytes > part.limit) throw tooMuch("The activity of this upload is too large.");
      part.chunks.push(bytes);
    },
    end() {
      if (part === null) return;
      const content = Buffer.concat(part.chunks);
      if (part.file === null) activity = content.toString("utf8");
      else files.push({ name: part.file, content });
      part = null;
    },
    found: () => ({ activity, files }),
  };
}

/** `file`: the name of the file, null for a field that is none. */
function dispositionOf(headers: string): { name: string; file: string | null } {
  const line = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? "";
  const valueOf = (key: string): string | null => {
    const [found, quoted, plain] = new RegExp(`;\\s*${key}=(?:"([^"]*)"|([^\\s;]+))`, "i").exec(line) ?? [];
    return found === undefined ? null : (quoted ?? plain ?? "");
  };
  const hasFile = /;\s*filename\*?=/i.test(line);
  return { name: valueOf("name") ?? "", file: hasFile ? (valueOf("filename") ?? "") : null };
}

function tooMuch(message: string): AppError {
  return new AppError("TooLarge", message, { remedy: "Send less." });
}
