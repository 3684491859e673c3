import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";
import { turnStoreContract } from "./support/turn-store-contract.ts";

for (const place of [sqliteFile, sqliteMemory, postgresPlace]) turnStoreContract(place);
