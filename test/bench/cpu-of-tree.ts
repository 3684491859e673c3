import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Of the times in `/proc/PID/stat`, in hundredths of a second: those of children that have ended. */
const ofEnded = [13, 14];
const microsecondsATick = 10_000;

/** Microseconds that this process and its children have used; 0 where the system does not say. */
export function cpuOfTree(pid: number): number {
  if (!existsSync("/proc/self/schedstat")) return 0;
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  let microseconds = ofEnded.reduce((sum, at) => sum + Number(stat[at]) * microsecondsATick, 0);
  for (const each of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/status`, "utf8"))?.[1]);
      if (parent !== pid && Number(each) !== pid) continue;
      microseconds += Number(readFileSync(`/proc/${each}/schedstat`, "utf8").split(" ")[0]) / 1000;
    } catch {
      // It has ended.
    }
  }
  return microseconds;
}
