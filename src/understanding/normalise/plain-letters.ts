/** A text without accents on its letters, in whatever script; Turkish ı becomes i, ß becomes ss. */
export function plainLetters(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ı", "i")
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .normalize("NFC");
}
