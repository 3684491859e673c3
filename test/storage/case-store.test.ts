import { caseStoreContract } from "./support/case-store-contract.ts";
import { sqliteFile, sqliteMemory } from "./support/databases.ts";
import { postgresPlace } from "./support/postgres.ts";

for (const place of [sqliteFile, sqliteMemory, postgresPlace]) caseStoreContract(place);
