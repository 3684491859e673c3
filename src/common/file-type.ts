/** The kinds of files that are taken, by their media type, with the endings that a name of one may have. */
const endings: Readonly<Record<string, readonly string[]>> = {
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/gif": ["gif"],
  "image/webp": ["webp"],
  "application/pdf": ["pdf"],
  "text/plain": ["txt", "log"],
};

/** For the `accept` attribute of a file input. */
export const acceptedFileTypes = Object.keys(endings).join(",");

/** By the first bytes in hexadecimal digits, as browsers recognise them (https://mimesniff.spec.whatwg.org). */
const signatures: readonly (readonly [type: string, digits: RegExp])[] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/gif", /^47494638(37|39)61/],
  ["image/webp", /^52494646.{8}574542505650/],
  ["application/pdf", /^255044462d/],
];

/** The media type by content, whatever a name or a sender says; null: none of those that are taken. */
export function fileTypeOf(content: Uint8Array): string | null {
  const start = Buffer.from(content.subarray(0, 16)).toString("hex");
  const found = signatures.find(([, digits]) => digits.test(start));
  return found?.[0] ?? (isPlainText(content) ? "text/plain" : null);
}

/** UTF-8 without control characters other than those of lines and tabs. */
function isPlainText(content: Uint8Array): boolean {
  if (
    content.length === 0 ||
    content.some((byte) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) || byte === 127)
  )
    return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

/** A name that is safe to show and to save under: no path, at most 100 characters, with an ending of its type. */
export function fileNameOf(given: string, type: string): string {
  const [ending = "bin", ...others] = endings[type] ?? [];
  const name = (given.split(/[/\\]/).at(-1) ?? "").replaceAll(/[\p{C}"<>|:*?]/gu, "").trim();
  const stem = name.replace(/\.[^.]*$/, "").slice(0, 90) || "file";
  const ownEnding = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  return `${stem}.${ownEnding !== undefined && [ending, ...others].includes(ownEnding) ? ownEnding : ending}`;
}
