import { writeSync } from "node:fs";

import { createOutboxDispatcher } from "../../../src/delivery/outbox-dispatcher.ts";
import { openStore } from "../../../src/storage/open-store.ts";
import { silentLog } from "../../support/recorded-log.ts";
import { systemClock } from "../../../src/common/clock.ts";
import { referenceOf, said, turnOf } from "./turns.ts";

/**
 * A process that takes turns in several conversations until it is killed or its disk is full. It says each thing it was
 * acknowledged, and nothing before: `accepted c1 m1`, `stored c1 m1`, `delivered c1 m1`, at a failure `failed <code>
 * <message>`. Arguments: url, how many conversations, durability.
 */
const [url = "", conversations = "1", durability = "full"] = process.argv.slice(2);

/**
 * Says all of it before it returns, or what was acknowledged would not be known; where the reader is behind, a pipe
 * takes a part or nothing.
 */
function say(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

try {
  const store = await openStore({ url, durability: durability === "full" ? "full" : "normal" });
  const deliver = async ({ conversation, body }: { conversation: string; body: unknown }): Promise<void> => {
    say(`delivered ${conversation} ${String(body)}`);
  };
  createOutboxDispatcher({
    store: store.outbox,
    deliverers: { channel: deliver },
    clock: systemClock,
    log: silentLog,
    random: Math.random,
  }).start();
  say("ready");
  const talk = async (conversation: string): Promise<void> => {
    for (let number = 0; ; number++) {
      const id = `m${number}`;
      await store.turnStore.accept(referenceOf(conversation), said(conversation, id, "x".repeat(500)));
      say(`accepted ${conversation} ${id}`);
      await store.turnStore.commit(
        turnOf(conversation, number, id, { outbox: [{ destination: "channel", body: id }] }),
      );
      say(`stored ${conversation} ${id}`);
    }
  };
  await Promise.all(Array.from({ length: Number(conversations) }, (_, number) => talk(`c${number}`).catch(tell)));
  // What five conversations had no room for at once, one of them may have: fill up to the last page.
  for (let number = 0, refused = 0; refused < 3; number++) {
    const accept = store.turnStore.accept(referenceOf(`f${number}`), said(`f${number}`, "m0"));
    refused = await accept.then(
      () => 0,
      () => refused + 1,
    );
  }
  say(`health ${JSON.stringify(await store.health())}`);
} catch (error) {
  tell(error);
}
process.exit(0);

function tell(error: unknown): void {
  const { code, message } = error as { code: string; message: string };
  say(`failed ${code} ${message}`);
}
