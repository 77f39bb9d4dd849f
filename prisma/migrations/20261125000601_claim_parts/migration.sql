-- AlterTable
ALTER TABLE "claims" ADD COLUMN     "part" TEXT NOT NULL DEFAULT 'serving',
ADD COLUMN     "serves_from" BIGINT;

-- What Prisma's schema cannot say.
-- A replica is placed once, and has one successor at most, whatever two schedulers think. What was succeeded is on its way out: of that there may be more.
DROP INDEX "claims_one_held_per_replica";
CREATE UNIQUE INDEX "claims_one_serving_per_replica" ON "claims"("lease_id", "replica") WHERE "state" = 'held' AND "part" = 'serving';
CREATE UNIQUE INDEX "claims_one_successor_per_replica" ON "claims"("lease_id", "replica") WHERE "state" = 'held' AND "part" = 'successor';
CREATE INDEX "claims_held_apart_idx" ON "claims"("lease_id") WHERE "state" = 'held' AND "part" <> 'serving';
