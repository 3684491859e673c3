import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Starts the service, as `assistant start` does, for process managers and containers. Node's compiled sources are cached
 * next to the built pages, so that all starts but the first are quicker; not in the system's folder for temporary files,
 * where others could replace them. A folder that cannot be written to only means a slower start.
 */
const folder = fileURLToPath(new URL("../dist/compiled", import.meta.url));
enableCompileCache(folder);
// For the threads: each would otherwise load Node's translator of TypeScript first, which takes longer than all of the
// thread's own sources.
process.env["NODE_COMPILE_CACHE"] ??= folder;
// Imported only now, because modules imported above would be compiled before the cache is on.
const { runAssistant } = await import("./cli/assistant.ts");
await runAssistant(["start"]);
