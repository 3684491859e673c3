import "./first-box.ts";

/**
 * The script of the page, kept small: with it one can write. All the rest comes after it, and what was written is sent
 * then.
 */

/** Some browsers do not ask again for a script that failed: after these attempts the page is loaded again. */
const attempts = 4;

await loadRest();

async function loadRest(): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      await import("./run-chat.ts");
      return;
    } catch (cause) {
      // Only what could not be loaded can be loaded again.
      if (!(cause instanceof TypeError)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt));
    }
  }
  location.reload();
}
