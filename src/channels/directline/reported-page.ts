/** Longer addresses are cut: an agent reads where the person was, and opens nothing. */
const mostCharacters = 300;

/**
 * The page that a client says the person wrote from, as it is stored: origin and path. What stands behind them can hold
 * searches, tokens and names. Undefined where it is no address of a web page.
 */
export function reportedPage(address: string | null | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  return `${url.origin}${url.pathname}`.slice(0, mostCharacters);
}
