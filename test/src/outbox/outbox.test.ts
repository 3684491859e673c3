import { sqliteFile, sqliteMemory } from "../storage/support/databases.ts";
import { postgresPlace, usePostgres } from "../storage/support/postgres.ts";
import { outboxContract } from "./support/outbox-contract.ts";

const server = usePostgres();

for (const place of [sqliteFile, sqliteMemory, postgresPlace(server)]) outboxContract(place);
