import { isForPerson } from "../common/retry-policy.ts";
import type { DeadLetter } from "../conversation/outbox-ports.ts";
import type { Store } from "../storage/open-store.ts";
import { runOnStore } from "./run-on-database.ts";
import { tableOf } from "./text-table.ts";

/** How many are listed or sent again at most. */
const maxListed = 10_000;

/**
 * Prints what could not be delivered, the newest first, without anybody's words: a table at a terminal, otherwise a JSON
 * object a line. With `retry` all of it is put back into the outbox, for the service to send.
 */
export function deadLetters({ retry = false, json = false }: { retry?: boolean; json?: boolean }): Promise<void> {
  return runOnStore(async (store) => {
    const found = await store.outbox.deadLetters(maxListed);
    if (retry) return `Put back: ${await putBack(store, found)} of ${found.length}. The service sends them now.\n`;
    return process.stdout.isTTY && !json ? tableFor(found) : found.map(jsonLineFor).join("");
  });
}

/** Resolves with how many there are no more. */
async function putBack(store: Store, found: readonly DeadLetter[]): Promise<number> {
  const toPersons = found.filter(({ destination }) => isForPerson(destination));
  for (const conversation of new Set(toPersons.map((one) => one.conversation)))
    await store.lineDeliveries.retry(conversation);
  const connectors = new Set(
    found.flatMap(({ destination }) => (destination.startsWith("connector:") ? [destination.slice(10)] : [])),
  );
  let asked = 0;
  for (const connector of connectors) {
    for (const about of await store.connectorCalls.casesWithGivenUp(connector))
      await store.connectorCalls.tryAgain(connector, about);
    asked += found.filter(({ destination }) => destination === `connector:${connector}`).length;
  }
  // What this process put back is the service's to send.
  await store.outbox.releaseAllLeases();
  const { deadLetters: left } = await store.outbox.backlog();
  return found.length - left + asked;
}

function jsonLineFor({ failedAt, destination, conversation, position, attempts, reason }: DeadLetter): string {
  const at = new Date(failedAt).toISOString();
  return `${JSON.stringify({ at, destination, conversation, position, attempts, reason })}\n`;
}

function tableFor(found: readonly DeadLetter[]): string {
  if (found.length === 0) return "Everything was delivered.\n";
  const rows = found.map(({ failedAt, destination, conversation, attempts, reason }) => [
    new Date(failedAt).toISOString().slice(0, 16).replace("T", " "),
    destination,
    // Queues of calls about a case begin with a control character.
    conversation.replaceAll(/[\p{Cc}]/gu, ""),
    String(attempts),
    reason,
  ]);
  return tableOf(["given up (UTC)", "to", "conversation", "attempts", "reason"], rows);
}
