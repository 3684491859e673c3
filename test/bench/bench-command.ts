import { benchFolder } from "./start-service.ts";
import { startLoad } from "./load/start-load.ts";
import { benchTurns } from "./turns.ts";

const folder = benchFolder();
const load = await startLoad(1);
const effort = { rounds: Number(process.argv[2] ?? 5), turns: Number(process.argv[3] ?? 1200), users: 32 };
const turns = await benchTurns(load, folder.path, effort);
console.table(Object.fromEntries([...turns].map(([name, m]) => [name, Object.fromEntries(Object.entries(m).map(([k, v]) => [k, Math.round(v * 10) / 10]))])));
console.log("ratio", turns.get("turn")!.cpu / turns.get("echo")!.cpu, turns.get("turnNormal")!.cpu / turns.get("echo")!.cpu);
load.stop();
folder.remove();
