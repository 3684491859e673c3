import { openPreloadComposer } from "./preload-composer.ts";
import type * as RunChat from "./run-chat.ts";

/**
 * The script of the page, kept small: with it one can write. All the rest comes after it, and what was written is sent
 * then.
 */

/** Some browsers do not ask again for a script that failed: after these attempts the page is loaded again. */
const attempts = 4;

const firstBox = openPreloadComposer(document.getElementById("first") as HTMLElement);
const { runChat } = await loadRest();
await runChat(firstBox);

async function loadRest(): Promise<typeof RunChat> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      return await import("./run-chat.ts");
    } catch (cause) {
      // Only what could not be loaded can be loaded again.
      if (!(cause instanceof TypeError)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt));
    }
  }
  location.reload();
  return new Promise(() => undefined);
}
