-- CreateTable
CREATE TABLE "top_up_rules" (
    "tenant_id" TEXT NOT NULL,
    "threshold" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "most_per_month" BIGINT NOT NULL,

    CONSTRAINT "top_up_rules_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "top_ups" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "received" BIGINT,
    "requested_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "resolved_at" BIGINT,

    CONSTRAINT "top_ups_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "top_ups_tenant_id_requested_at_id_idx" ON "top_ups"("tenant_id", "requested_at", "id");

-- What Prisma's schema cannot say: nothing is asked for again while it is outstanding.
CREATE UNIQUE INDEX "top_ups_outstanding_once" ON "top_ups"("tenant_id") WHERE "state" = 'requested';
CREATE INDEX "top_ups_outstanding_until" ON "top_ups"("expires_at") WHERE "state" = 'requested';
ALTER TABLE "top_up_rules" ADD CONSTRAINT "top_up_rules_sane" CHECK (threshold > 0 AND amount > 0 AND most_per_month >= amount);
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_sane" CHECK (
  amount > 0 AND requested_at < expires_at AND state IN ('requested', 'settled', 'expired') AND (state = 'settled') = (received IS NOT NULL) AND (state = 'requested') = (resolved_at IS NULL));
