-- AlterTable
ALTER TABLE "leases" ADD COLUMN "grace_at" BIGINT,
ADD COLUMN "suspension" JSONB;

-- AlterTable
ALTER TABLE "lease_settlements" ADD COLUMN "reserve" BIGINT NOT NULL DEFAULT 0;

-- What Prisma's schema cannot say. The sweeps look for suspended leases, of which there are few.
CREATE INDEX "leases_suspended_idx" ON "leases"("tenant_id") WHERE "state" = 'suspended';
ALTER TABLE "leases" DROP CONSTRAINT "leases_sane";
ALTER TABLE "leases" ADD CONSTRAINT "leases_sane" CHECK (
  replicas >= 1 AND state IN ('requested', 'blocked', 'placed', 'provisioning', 'active', 'degraded', 'suspended', 'closing', 'closed', 'failed')
  AND NOT (unplaced AND state IN ('suspended', 'closing', 'closed', 'failed'))
  AND (state = 'suspended') = (suspension IS NOT NULL));
DROP INDEX "leases_due_idx";
CREATE INDEX "leases_due_idx" ON "leases"("ends_at") WHERE "ends_at" IS NOT NULL AND "state" IN ('active', 'degraded', 'suspended');
