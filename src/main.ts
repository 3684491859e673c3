import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Starts the service. What Node made of the sources is kept beside the built pages, so that all starts but the first
 * are quicker; not in the system's folder for temporary files, where others could put something else in its place. A
 * folder that cannot be written to only means a slower start.
 */
const folder = fileURLToPath(new URL("../dist/compiled", import.meta.url));
enableCompileCache(folder);
// For the threads: each would else load Node's translator of TypeScript first, which takes longer than all of the
// thread's own sources.
process.env["NODE_COMPILE_CACHE"] ??= folder;
// Imported only now: what is imported above would be compiled before.
await import("./cli/start.ts");
