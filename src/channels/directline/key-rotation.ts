import { randomBytes, randomUUID } from "node:crypto";

/** A key that signs the tokens of the web chat, as stored. `secret` is base64url. */
export type StoredKey = { id: string; secret: string; createdAt: number };

/** Signing keys, shared by all nodes. */
export type SigningKeyStore = {
  list(): Promise<readonly StoredKey[]>;
  add(key: StoredKey): Promise<void>;
};

/** A key as bytes. */
export type SigningKey = { id: string; secret: Uint8Array };

export type SigningKeys = {
  /** The key for new tokens; created if the newest one is due for rotation. */
  current(): Promise<SigningKey>;
  /** The key that a token was signed with, also if another node created it a moment ago. */
  find(id: string): Promise<SigningKey | undefined>;
  /** Whether tokens of this key are still verified, as far as this node knows; from memory. */
  isKnown(id: string): boolean;
};

const day = 24 * 60 * 60 * 1000;

/** Rotates keys: a new one every `rotateAfterMs`; old ones verify tokens until they are `keepMs` old. */
export function createSigningKeys(options: {
  store: SigningKeyStore;
  now: () => number;
  rotateAfterMs?: number;
  keepMs?: number;
}): SigningKeys {
  const { store, now, rotateAfterMs = 7 * day, keepMs = 60 * day } = options;
  let known: readonly StoredKey[] = [];
  let creating: Promise<StoredKey> | undefined;
  const reload = async (): Promise<void> => {
    known = await store.list();
  };
  const newest = (): StoredKey | undefined =>
    known.filter((key) => now() - key.createdAt < rotateAfterMs).toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const create = async (): Promise<StoredKey> => {
    await reload();
    const found = newest();
    if (found) return found;
    const key = { id: randomUUID(), secret: randomBytes(32).toString("base64url"), createdAt: now() };
    await store.add(key);
    known = [...known, key];
    return key;
  };
  const lookUp = (id: string): StoredKey | undefined =>
    known.find((key) => key.id === id && now() - key.createdAt < keepMs);
  return {
    isKnown: (id) => lookUp(id) !== undefined,
    async current() {
      const key = newest() ?? (await (creating ??= create().finally(() => (creating = undefined))));
      return { id: key.id, secret: bytesOf(key) };
    },
    async find(id) {
      if (!lookUp(id) && isWellFormed(id)) await reload();
      const key = lookUp(id);
      return key && { id, secret: bytesOf(key) };
    },
  };
}

function bytesOf(key: StoredKey): Uint8Array {
  return Buffer.from(key.secret, "base64url");
}

/** Ids come from tokens of clients: only well-formed ones are worth a query. */
function isWellFormed(id: string): boolean {
  return /^[0-9a-f-]{36}$/.test(id);
}
