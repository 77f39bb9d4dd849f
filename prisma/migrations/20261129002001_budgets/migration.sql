-- CreateTable
CREATE TABLE "budgets" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT,
    "amount" BIGINT NOT NULL,
    "alert_shares" INTEGER[],
    "hard_stop" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "month_starts_at" BIGINT NOT NULL,
    "spent" BIGINT NOT NULL,
    "reached_shares" INTEGER[],
    "stopped_at" BIGINT,
    "stopped_until" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema cannot say: a tenant, and each of its projects, has one budget at most.
CREATE UNIQUE INDEX "budgets_of_one_scope" ON "budgets"("tenant_id", coalesce("project_id", ''));
CREATE INDEX "budgets_stopped" ON "budgets"("tenant_id") WHERE "stopped_at" IS NOT NULL;
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_sane" CHECK (amount > 0 AND version > 0 AND (stopped_at IS NULL) = (stopped_until IS NULL) AND (stopped_at IS NULL OR stopped_at <= stopped_until));
