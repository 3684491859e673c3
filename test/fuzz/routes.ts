/** A route as the service logs it when it is registered. */
export type Route = { method: string; route: string };

/** The routes in a log of level `debug`: all there are, so that none is forgotten when one is added. */
export function routesIn(log: string): Route[] {
  return log
    .split("\n")
    .filter((line) => line.includes('"route registered"'))
    .map((line) => {
      const { method, route } = JSON.parse(line) as Route;
      return { method, route };
    });
}
