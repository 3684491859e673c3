/** The parts of a list of words parted by commas. */
export function readList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** "ana:token,ben:token" as agents. */
export function readAgents(text: string): { name: string; token: string }[] {
  return readList(text).map((pair) => {
    const [name = "", ...token] = pair.split(":");
    return { name: name.trim(), token: token.join(":").trim() };
  });
}

/** Whether this names agents, each name and token once. */
export function areAgents(text: string): boolean {
  const agents = readAgents(text);
  const wellFormed = agents.every(({ name, token }) => /^[\p{L}\p{N}_.@-]{1,60}$/u.test(name) && /^\S+$/.test(token));
  return wellFormed && new Set(agents.map((agent) => agent.name)).size === agents.length && new Set(agents.map((agent) => agent.token)).size === agents.length;
}
