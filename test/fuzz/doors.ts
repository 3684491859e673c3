/** A door as the service names it when it opens it. */
export type Door = { method: string; route: string };

/**
 * The doors that a service told of in its log, at the level `debug`: all there are, so that none is forgotten when one
 * is added.
 */
export function doorsIn(log: string): Door[] {
  return log
    .split("\n")
    .filter((line) => line.includes('"a door is open"'))
    .map((line) => {
      const { method, route } = JSON.parse(line) as Door;
      return { method, route };
    });
}
