import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { postgresPlace, usePostgres } from "./support/postgres.ts";
import { turnStoreContract } from "./support/turn-store-contract.ts";

const server = usePostgres();

for (const place of [sqliteFile, sqliteMemory, postgresPlace(server)]) turnStoreContract(place);
