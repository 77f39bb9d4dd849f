-- What Prisma's schema cannot say: leases that run, by when they began to. Those that settlement never saw are looked for among the latest.
CREATE INDEX "leases_running_idx" ON "leases"("activated_at", "id") WHERE "state" NOT IN ('closed', 'failed');
-- In the whole order in which leases have their turn: many have it at the same time, and were all read and sorted to find the first.
DROP INDEX "lease_settlements_due_idx";
CREATE INDEX "lease_settlements_due_idx" ON "lease_settlements"("next_at", "lease_id") WHERE "final_at" IS NULL;
