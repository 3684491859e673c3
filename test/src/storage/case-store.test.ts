import { caseStoreContract } from "./support/case-store-contract.ts";
import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { postgresPlace, usePostgres } from "./support/postgres.ts";

const server = usePostgres();

for (const place of [sqliteFile, sqliteMemory, postgresPlace(server)]) caseStoreContract(place);
