import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The nodes of one service, each in a process of its own. */
export type Fleet = {
  size: number;
  /** A node that was last seen alive; people come back when it is not. */
  address(at: number): string;
  /** `kill -9`, and a fresh start on the same database. */
  killAndRestart(at: number): Promise<void>;
  /** How many milliseconds the clocks are ahead of the true time. */
  ahead(): number;
  /** All clocks jump to so many milliseconds ahead of the true time. */
  setClocks(ahead: number): void;
  /** All nodes work with this edition of the articles from their next turn on. */
  setEdition(edition: number): void;
  stop(): Promise<void>;
};

/** What a node is told: how far its clock is ahead, and which of the editions of the articles it has. */
export type NodeState = { ahead: number; edition: number };
type Node = { child: ChildProcess; address: string };

const script = fileURLToPath(new URL("node.ts", import.meta.url));

/** Settings of all nodes besides the usual ones. */
export type Settings = Readonly<Record<string, string>>;

/** Starts so many. Their clocks stand up to two seconds apart, as those of machines do. */
export async function startFleet(size: number, settings: Settings): Promise<Fleet> {
  const state: NodeState = { ahead: 0, edition: 0 };
  const stateOf = (at: number): NodeState => ({ ...state, ahead: state.ahead + at * 1_000 });
  const nodes = await Promise.all(Array.from({ length: size }, (_, at) => startNode(settings, stateOf(at))));
  const tell = (change: Partial<NodeState>): void => {
    Object.assign(state, change);
    for (const [at, { child }] of nodes.entries()) if (child.connected) child.send(stateOf(at));
  };
  return {
    size,
    ahead: () => state.ahead,
    address: (at) => nodes[at % size]!.address,
    async killAndRestart(at) {
      const { child } = nodes[at]!;
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      nodes[at] = await startNode(settings, stateOf(at));
      // What was told meanwhile reached nobody.
      tell({});
    },
    setClocks: (ahead) => tell({ ahead }),
    setEdition: (edition) => tell({ edition }),
    async stop() {
      for (const { child } of nodes) child.kill("SIGKILL");
    },
  };
}

/** A node that finds its database away ends; whoever manages it starts it again, as here. */
async function startNode(settings: Settings, state: NodeState): Promise<Node> {
  let complaints = "";
  for (let attempt = 0; attempt < 20; attempt++) {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, JSON.stringify(state)], {
      env: {
        PATH: process.env["PATH"],
        EMULATOR: "on",
        PORT: "0",
        STATUS_FEED: "off",
        RATE_LIMITS: "off",
        DESK_CLAIM_WITHIN: "9999",
        ...settings,
      },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (complaints = (complaints + chunk).slice(-2_000)));
    const port = await Promise.race([
      once(child, "message").then(([said]) => Number(said)),
      once(child, "exit").then(() => null),
    ]);
    if (port !== null) return { child, address: `http://127.0.0.1:${port}` };
  }
  throw new Error(`A node does not start: ${complaints}`);
}
