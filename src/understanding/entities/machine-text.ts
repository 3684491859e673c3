const machineText: readonly RegExp[] = [
  /\bhttps?:\/\/\S+/gu,
  /\b[\w-]+(?:\.[\w-]+){2,}(?:[/:]\S*)?/gu,
  /\b[\w-]+\.(?:com|net|org|io|dev|wg)\b(?:\/\S*)?/gu,
  /(?<!\w)(?:~|\.{1,2}|[a-z]:)?[\\/][\w.~-]+(?:[\\/][\w.~-]+)+/gu,
];

/** The text without links, host names and paths: those that a person pastes name no device. */
export function withoutMachineText(typed: string): string {
  if (!/[./\\]/u.test(typed)) return typed;
  return machineText.reduce((text, pattern) => text.replace(pattern, " "), typed);
}
