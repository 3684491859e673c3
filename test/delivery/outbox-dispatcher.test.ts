import { sqliteFile, sqliteMemory } from "../storage/support/databases.ts";
import { postgresPlace } from "../storage/support/postgres.ts";
import { outboxContract } from "./support/outbox-contract.ts";

for (const place of [sqliteFile, sqliteMemory, postgresPlace]) outboxContract(place);
