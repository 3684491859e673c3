// Runs after every `npm ci`: builds the pages and the service, and warms the compile cache. Plain JavaScript, because it has to explain
// what is missing where neither Node 24 nor the dev dependencies are installed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** @param {string} path */
const local = (path) => existsSync(new URL(`../../${path}`, import.meta.url));

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!local("node_modules/vite")) {
  console.error(
    "The chat page and the desk were not built: that takes the dev dependencies, which this installation left out.\n" +
      "Install with `npm ci --include=dev`, or copy dist/pages of a full installation here. Without the dev\n" +
      "dependencies the service also needs Node 24 on the PATH.",
  );
} else if (/[#?]/.test(root)) {
  console.error(
    `The pages cannot be built in ${root}: the build tool does not accept "#" or "?" in a path. Move the folder.`,
  );
  process.exit(1);
} else {
  run("npm", "run", "build:pages");
  run("npm", "run", "build:bundle");
  run("npm", "run", "build:compiled");
}
