import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** One address before several nodes: each connection goes to the first of them that takes it. */
export async function startBalancer(nodes: readonly string[]): Promise<string> {
  const ports = nodes.map((node) => Number(new URL(node).port));
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const join = (person: Socket, [port, ...others]: readonly number[]): void => {
    if (port === undefined) return void person.destroy();
    const node = keep(connect(port, "127.0.0.1"));
    const next = (): void => join(person, others);
    node.once("error", next);
    node.once("connect", () => {
      node.off("error", next);
      person.pipe(node).pipe(person);
      person.on("close", () => node.destroy());
      node.on("close", () => person.destroy());
    });
  };
  const server = createServer((person) => join(keep(person), ports));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
