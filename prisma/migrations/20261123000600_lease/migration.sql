-- CreateTable
CREATE TABLE "leases" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "replicas" INTEGER NOT NULL,
    "resources" JSONB NOT NULL,
    "workload" JSONB NOT NULL,
    "constraints" JSONB NOT NULL,
    "pricing" JSONB NOT NULL,
    "prices" JSONB NOT NULL,
    "price_locked_until" BIGINT NOT NULL,
    "duration_millis" BIGINT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "unplaced" BOOLEAN NOT NULL DEFAULT true,
    "readiness" JSONB NOT NULL DEFAULT '[]',
    "blocked" JSONB,
    "closed_reason" TEXT,
    "hold_key" TEXT,
    "created_at" BIGINT NOT NULL,
    "placed_at" BIGINT,
    "activated_at" BIGINT,
    "ends_at" BIGINT,
    "warned_at" BIGINT,
    "closing_at" BIGINT,
    "closed_at" BIGINT,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lease_events" (
    "id" BIGSERIAL NOT NULL,
    "lease_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "lease_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "streams" (
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "quantity" BIGINT NOT NULL,
    "nano_tokens_per_unit_hour" BIGINT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT,

    CONSTRAINT "streams_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "leases_tenant_id_created_at_id_idx" ON "leases"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "lease_events_lease_id_id_idx" ON "lease_events"("lease_id", "id");

-- CreateIndex
CREATE INDEX "streams_lease_id_idx" ON "streams"("lease_id");

-- What Prisma's schema cannot say.
CREATE INDEX "leases_unplaced_idx" ON "leases"("pool_id", "created_at", "id") WHERE "unplaced";
CREATE INDEX "leases_open_idx" ON "leases"("state") WHERE "state" NOT IN ('closed', 'failed');
CREATE INDEX "leases_due_idx" ON "leases"("ends_at") WHERE "ends_at" IS NOT NULL AND "state" IN ('active', 'degraded');
CREATE INDEX "leases_price_lock_idx" ON "leases"("price_locked_until") WHERE "state" NOT IN ('closing', 'closed', 'failed');
ALTER TABLE "leases" ADD CONSTRAINT "leases_sane" CHECK (
  replicas >= 1 AND state IN ('requested', 'blocked', 'placed', 'provisioning', 'active', 'degraded', 'closing', 'closed', 'failed')
  AND NOT (unplaced AND state IN ('closing', 'closed', 'failed')));
CREATE TRIGGER "lease_events_append_only" BEFORE UPDATE OR DELETE ON "lease_events" FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- One open stream for a class of a replica, and none that runs backwards.
CREATE UNIQUE INDEX "streams_one_open" ON "streams"("claim_id", "resource_class", "variant") WHERE "ends_at" IS NULL;
ALTER TABLE "streams" ADD CONSTRAINT "streams_sane" CHECK (quantity > 0 AND nano_tokens_per_unit_hour >= 0 AND (ends_at IS NULL OR ends_at >= starts_at));
