/** Emoji that say something here, and the word the classifier reads for each. Others are silent. */
const meanings: readonly (readonly [string, readonly string[]])[] = [
  ["emojiyes", ["👍", "👌", "✅", "✔", "☑", "🆗", "🤙"]],
  ["emojino", ["👎", "❌", "✖", "🚫", "🙅", "⛔"]],
  ["emojiparty", ["🎉", "🥳", "🎊", "🙌", "💃", "🕺", "🎶", "🎵", "🎧", "🤩", "🏆", "💯"]],
  ["emojithanks", ["🙏", "❤", "💚", "💖", "🥰", "😘", "💐", "🤗"]],
  ["emojiwave", ["👋", "🖐", "🤚"]],
  ["emojiangry", ["😡", "🤬", "😠", "😤", "👿"]],
  ["emojisad", ["😭", "😢", "😞", "😔", "☹", "🙁", "😩", "😫", "💔"]],
  ["emojiconfused", ["🤷", "❓", "❔", "😕", "🤔", "😵"]],
  ["emojiwait", ["⏳", "⌛", "🕐", "⏰", "⏱"]],
  ["emojistop", ["🛑", "✋", "⏹"]],
  ["emojiback", ["🔙", "⬅", "⏪", "◀", "👈", "⏮"]],
  ["emojinext", ["⏭", "➡", "▶", "⏩", "👉"]],
  ["emojirestart", ["🔄", "🔁", "🔃"]],
  ["emojihelp", ["🆘"]],
  ["emojilist", ["📋", "🔢", "📝", "🗒"]],
  ["emojibot", ["🤖"]],
  ["emojiperson", ["🧑", "👩", "👨", "🙋", "☎", "📞", "💁"]],
];
const wordOf = new Map(meanings.flatMap(([word, signs]) => signs.map((sign) => [sign, word] as const)));
const sign = /\p{Extended_Pictographic}/gu;
const modifiers = /[\p{Emoji_Modifier}\u{FE0F}\u{20E3}]/gu;

/** Replaces emoji by words, each once however often it is repeated. */
export function readEmoji(text: string): string {
  let last = "";
  return text.replace(modifiers, "").replace(sign, (found) => {
    const word = wordOf.get(found) ?? "";
    const repeated = word === last;
    last = word;
    return word === "" || repeated ? " " : ` ${word} `;
  });
}
