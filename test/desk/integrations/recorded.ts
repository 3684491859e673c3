/** A request that another system was sent. */
export type Posted = { method: string; path: string; body: Record<string, unknown> };

/** Writes down what another system is sent, and answers as it would. `root` is left out of the paths. */
export function createRecord(root: string) {
  const posted: Posted[] = [];
  return {
    posted,
    answering:
      (answer: (body: Posted["body"]) => unknown = () => ({})) =>
      async (request: Request): Promise<never> => {
        const text = await request.text();
        const { pathname } = new URL(request.url);
        const body = (text === "" ? {} : JSON.parse(text)) as Posted["body"];
        posted.push({ method: request.method, path: pathname.replace(root, ""), body });
        return answer(body) as never;
      },
  };
}
