import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { turnStoreContract } from "./support/turn-store-contract.ts";

for (const place of [sqliteFile, sqliteMemory]) turnStoreContract(place);
