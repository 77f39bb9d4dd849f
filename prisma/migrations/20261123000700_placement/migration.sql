-- CreateTable
CREATE TABLE "scheduler_locks" (
    "pool_id" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "scheduler_locks_pkey" PRIMARY KEY ("pool_id")
);

-- CreateTable
CREATE TABLE "claims" (
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "replica" INTEGER NOT NULL,
    "pool_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "resources" JSONB NOT NULL,
    "fence" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "made_at" BIGINT NOT NULL,
    "released_at" BIGINT,
    "release_reason" TEXT,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "claims_lease_id_idx" ON "claims"("lease_id");

-- What Prisma's schema cannot say.
-- A replica is placed once, whatever two schedulers think.
CREATE UNIQUE INDEX "claims_one_held_per_replica" ON "claims"("lease_id", "replica") WHERE "state" = 'held';
CREATE INDEX "claims_held_host_idx" ON "claims"("host_id") WHERE "state" = 'held';
CREATE INDEX "claims_held_project_idx" ON "claims"("project_id") WHERE "state" = 'held';
