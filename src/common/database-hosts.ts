/**
 * One URL for each host of a PostgreSQL URL, in the form of libpq: `postgres://user:secret@one:5432,two:5433/name`. A
 * URL without a list of hosts stays as it is.
 */
export function urlsOfHosts(url: string): readonly [string, ...string[]] {
  const [, before = "", hosts = "", after = ""] = /^(\w+:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  const [first = "", ...others] = hosts.split(",");
  return others.length === 0 ? [url] : [before + first + after, ...others.map((host) => before + host + after)];
}

/** Whether each host of a list has the form of one; a single host is left to the driver to judge. */
export function areHostsValid(url: string): boolean {
  const urls = urlsOfHosts(url);
  return urls.length === 1 || urls.every((one) => (URL.parse(one)?.hostname ?? "") !== "");
}
