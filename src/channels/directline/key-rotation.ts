import { randomBytes, randomUUID } from "node:crypto";

/** A key that signs web chat's tokens, as the store keeps it. */
export type StoredKey = { id: string; secret: string; createdAt: number };

/** Where signing keys live, shared by all nodes. */
export type KeyShelf = {
  list(): Promise<readonly StoredKey[]>;
  add(key: StoredKey): Promise<void>;
};

/** A key, ready to sign and to check. */
export type SigningKey = { id: string; secret: Uint8Array };

/** The keys as the tokens see them. */
export type SigningKeys = {
  /** The key that new tokens are signed with; made when there is none that is fresh enough. */
  current(): Promise<SigningKey>;
  /** The key of a token that comes back, also one that another node made a moment ago. */
  find(id: string): Promise<SigningKey | undefined>;
};

const day = 24 * 60 * 60 * 1000;

/**
 * Keys that change by themselves: a new one every `rotateAfterMs`, an old one good for checking until it is `keepMs`
 * old.
 */
export function makeSigningKeys(options: {
  shelf: KeyShelf;
  now: () => number;
  rotateAfterMs?: number;
  keepMs?: number;
}): SigningKeys {
  const { shelf, now, rotateAfterMs = 7 * day, keepMs = 60 * day } = options;
  let known: readonly StoredKey[] = [];
  let making: Promise<StoredKey> | undefined;
  const reload = async (): Promise<void> => {
    known = await shelf.list();
  };
  const freshest = (): StoredKey | undefined =>
    known.filter((key) => now() - key.createdAt < rotateAfterMs).toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const make = async (): Promise<StoredKey> => {
    await reload();
    const found = freshest();
    if (found) return found;
    const key = { id: randomUUID(), secret: randomBytes(32).toString("base64url"), createdAt: now() };
    await shelf.add(key);
    known = [...known, key];
    return key;
  };
  return {
    async current() {
      const key = freshest() ?? (await (making ??= make().finally(() => (making = undefined))));
      return { id: key.id, secret: bytesOf(key) };
    },
    async find(id) {
      const lookUp = (): StoredKey | undefined => known.find((key) => key.id === id && now() - key.createdAt < keepMs);
      if (!lookUp() && looksLikeOurs(id)) await reload();
      const key = lookUp();
      return key && { id, secret: bytesOf(key) };
    },
  };
}

function bytesOf(key: StoredKey): Uint8Array {
  return Buffer.from(key.secret, "base64url");
}

/** Garbage must not reach the store. */
function looksLikeOurs(id: string): boolean {
  return /^[0-9a-f-]{36}$/.test(id);
}
