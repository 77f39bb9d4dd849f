-- A round of placement moves a thousand leases to another state. Where no index has what it writes, PostgreSQL writes a row's next version beside it and no
-- entry of any index (HOT): so no index of leases goes by `state` or `unplaced` any more, but by times that are set once, and pages keep room for a second version.
ALTER TABLE "leases" SET (fillfactor = 50);

-- What the scheduler looks for: whatever is unplaced is sought. A placement leaves it as it is, and whatever else is written of the lease next takes it away.
ALTER TABLE "leases" ADD COLUMN     "sought" BOOLEAN NOT NULL DEFAULT false;
UPDATE "leases" SET "sought" = true WHERE "unplaced";
ALTER TABLE "leases" ALTER COLUMN "sought" SET DEFAULT true;
-- Nothing that is open may be hidden from those who look for it by these.
ALTER TABLE "leases" ADD CONSTRAINT "leases_found" CHECK (
  (sought OR NOT unplaced)
  AND (closing_at IS NULL OR state IN ('closing', 'closed', 'failed'))
  AND (closed_at IS NULL OR state IN ('closed', 'failed'))
  AND (activated_at IS NULL OR state NOT IN ('requested', 'blocked')));

DROP INDEX "leases_unplaced_idx";
CREATE INDEX "leases_sought" ON "leases"("pool_id", "created_at", "id") WHERE "sought";
DROP INDEX "leases_due_idx";
CREATE INDEX "leases_due_idx" ON "leases"("ends_at") WHERE "ends_at" IS NOT NULL AND "closing_at" IS NULL;
DROP INDEX "leases_that_wait";
CREATE INDEX "leases_that_wait" ON "leases"("wait_until") WHERE "wait_until" IS NOT NULL AND "activated_at" IS NULL AND "closing_at" IS NULL;
DROP INDEX "leases_suspended_idx";
CREATE INDEX "leases_suspended_idx" ON "leases"("tenant_id") WHERE "suspension" IS NOT NULL;
DROP INDEX "leases_reclaim_idx";
CREATE INDEX "leases_reclaim_idx" ON "leases"((("reclaim"->>'at')::bigint)) WHERE "reclaim" IS NOT NULL AND "closing_at" IS NULL;
DROP INDEX "leases_price_lock_idx";
CREATE INDEX "leases_price_lock_idx" ON "leases"("price_locked_until") WHERE "closing_at" IS NULL AND "pricing"->>'mode' = 'on-demand';
DROP INDEX "leases_spot_idx";
CREATE INDEX "leases_spot_idx" ON "leases"("pool_id") WHERE "closing_at" IS NULL AND "pricing"->>'mode' = 'spot';
DROP INDEX "leases_with_affinity";
CREATE INDEX "leases_with_affinity" ON "leases"("project_id") WHERE jsonb_exists("constraints", 'affinity') AND "closing_at" IS NULL;
DROP INDEX "leases_running_idx";
CREATE INDEX "leases_running_idx" ON "leases"("activated_at", "id") WHERE "closed_at" IS NULL;
DROP INDEX "leases_unbilled";
CREATE INDEX "leases_unbilled" ON "leases"("pool_id") WHERE "pricing"->>'unbilled' IS NOT NULL AND "closed_at" IS NULL;

-- Most of what is sought is unplaced. A planner that takes the two for independent expects next to nothing, and sorts all that waits rather than go along the index.
CREATE STATISTICS "leases_sought_are_unplaced" (dependencies, mcv) ON "sought", "unplaced" FROM "leases";
-- The few that are on their way out: a sweep looks for those that take long.
CREATE INDEX "leases_closing" ON "leases"("closing_at") WHERE "closing_at" IS NOT NULL AND "closed_at" IS NULL;
-- The column and its statistics are new: until something is known of them, all that waits is sorted.
ANALYZE "leases";
