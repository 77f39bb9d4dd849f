-- CreateTable
CREATE TABLE "outages" (
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "replica" INTEGER NOT NULL,
    "claim_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT,

    CONSTRAINT "outages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_levels" (
    "pool_id" TEXT NOT NULL,
    "active_from" BIGINT NOT NULL,
    "levels" JSONB NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "service_levels_pkey" PRIMARY KEY ("pool_id","active_from")
);

-- CreateTable
CREATE TABLE "service_credits" (
    "lease_id" TEXT NOT NULL,
    "month_starts_at" BIGINT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "month_ends_at" BIGINT NOT NULL,
    "served_millis" BIGINT NOT NULL,
    "down_millis" BIGINT NOT NULL,
    "charged" BIGINT NOT NULL,
    "credit_bps" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,
    "unpaid" BIGINT NOT NULL,
    "given_at" BIGINT NOT NULL,

    CONSTRAINT "service_credits_pkey" PRIMARY KEY ("lease_id","month_starts_at")
);

-- CreateIndex
CREATE INDEX "outages_lease_id_starts_at_idx" ON "outages"("lease_id", "starts_at");

-- CreateIndex
CREATE INDEX "outages_tenant_id_starts_at_idx" ON "outages"("tenant_id", "starts_at");

-- What Prisma's schema cannot say: a replica is down once at a time, and a month is credited once.
CREATE UNIQUE INDEX "outages_open_once" ON "outages"("lease_id", "replica") WHERE "ends_at" IS NULL;
ALTER TABLE "outages" ADD CONSTRAINT "outages_forward" CHECK (ends_at IS NULL OR ends_at >= starts_at);
ALTER TABLE "service_credits" ADD CONSTRAINT "service_credits_sane" CHECK (amount >= 0 AND unpaid >= 0 AND served_millis >= 0 AND down_millis >= 0 AND month_starts_at < month_ends_at);
CREATE TRIGGER "service_credits_append_only" BEFORE UPDATE OR DELETE ON "service_credits" FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE "charges" DROP CONSTRAINT "charges_of_one_thing";
ALTER TABLE "charges" ADD CONSTRAINT "charges_of_one_thing" CHECK (
  CASE kind WHEN 'time' THEN stream_id IS NOT NULL AND usage_id IS NULL
            WHEN 'usage' THEN stream_id IS NULL AND usage_id IS NOT NULL
            WHEN 'credit' THEN (stream_id IS NULL) = (usage_id IS NOT NULL)
            WHEN 'service_credit' THEN stream_id IS NULL AND usage_id IS NULL
            ELSE false END
  AND (kind = 'credit' AND usage_id IS NOT NULL) = (reverses_charge_id IS NOT NULL));
ALTER TABLE "charges" DROP CONSTRAINT "charges_split_whole";
ALTER TABLE "charges" ADD CONSTRAINT "charges_split_whole" CHECK (
  operator_amount + treasury_amount + fee_amount = amount AND starts_at < ends_at AND quantity >= 0 AND (waived >= 0 OR reverses_charge_id IS NOT NULL)
  AND CASE WHEN kind IN ('credit', 'service_credit') THEN greatest(operator_amount, treasury_amount, fee_amount) <= 0
           ELSE least(operator_amount, treasury_amount, fee_amount) >= 0 END);
