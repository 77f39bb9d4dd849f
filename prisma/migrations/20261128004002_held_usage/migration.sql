-- How far two sources of one meter may differ before what they counted is held.
ALTER TABLE "pools" ADD COLUMN "metering_tolerance_bps" INTEGER NOT NULL DEFAULT 500;
-- Until when usage waits for what other sources say of the same time.
ALTER TABLE "usage_records" ADD COLUMN "waits_until" BIGINT;
-- A charge of usage may be taken back, once, and the usage be charged again when that is decided.
ALTER TABLE "charges" ADD COLUMN "reverses_charge_id" TEXT;
ALTER TABLE "charges" ADD COLUMN "round" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "held_usage" (
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "replica" INTEGER NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "tolerance_bps" INTEGER NOT NULL,
    "sources" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "held_at" BIGINT NOT NULL,
    "paid" TEXT,
    "reason" TEXT,
    "decided_by" TEXT,
    "decided_at" BIGINT,

    CONSTRAINT "held_usage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "held_usage_claim_id_meter_starts_at_key" ON "held_usage"("claim_id", "meter", "starts_at");

-- CreateIndex
CREATE INDEX "held_usage_lease_id_starts_at_idx" ON "held_usage"("lease_id", "starts_at");

-- CreateIndex
CREATE INDEX "held_usage_held_at_id_idx" ON "held_usage"("held_at", "id");

-- What Prisma's schema cannot say.
CREATE INDEX "held_usage_open_idx" ON "held_usage"("held_at", "id") WHERE "state" = 'open';
ALTER TABLE "held_usage" ADD CONSTRAINT "held_usage_decided" CHECK (
  state IN ('open', 'agreed', 'charged', 'waived') AND starts_at < ends_at AND (state = 'open') = (decided_at IS NULL) AND (state IN ('agreed', 'charged')) = (paid IS NOT NULL));
-- It is evidence: it is decided once, and never removed.
CREATE TRIGGER "held_usage_decided_once" BEFORE UPDATE ON "held_usage" FOR EACH ROW WHEN (OLD.state IN ('charged', 'waived')) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "held_usage_no_delete" BEFORE DELETE ON "held_usage" FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE "charges" DROP CONSTRAINT "charges_of_one_thing";
ALTER TABLE "charges" ADD CONSTRAINT "charges_of_one_thing" CHECK (
  kind IN ('time', 'credit', 'usage') AND (stream_id IS NULL) = (usage_id IS NOT NULL) AND (kind <> 'time' OR stream_id IS NOT NULL) AND (kind <> 'usage' OR usage_id IS NOT NULL)
  AND (kind = 'credit' AND usage_id IS NOT NULL) = (reverses_charge_id IS NOT NULL));
-- What is taken back of usage takes back what of it was waived, too.
ALTER TABLE "charges" DROP CONSTRAINT "charges_split_whole";
ALTER TABLE "charges" ADD CONSTRAINT "charges_split_whole" CHECK (
  operator_amount + treasury_amount + fee_amount = amount AND starts_at < ends_at AND quantity >= 0 AND (waived >= 0 OR reverses_charge_id IS NOT NULL)
  AND CASE kind WHEN 'credit' THEN greatest(operator_amount, treasury_amount, fee_amount) <= 0
                ELSE least(operator_amount, treasury_amount, fee_amount) >= 0 END);
DROP INDEX "charges_usage_once";
CREATE UNIQUE INDEX "charges_usage_once" ON "charges"("usage_reporter_id", "usage_source", "usage_id", "starts_at", "kind", "round") WHERE "usage_id" IS NOT NULL;
CREATE UNIQUE INDEX "charges_reversed_once" ON "charges"("reverses_charge_id") WHERE "reverses_charge_id" IS NOT NULL;
DROP TRIGGER "charges_append_only" ON "charges";
CREATE TRIGGER "charges_append_only" BEFORE UPDATE OF id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, usage_reporter_id, usage_source, usage_id,
  resource_class, variant, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, waived, settlement_id, posted_at,
  reverses_charge_id, round
  ON "charges" FOR EACH ROW EXECUTE FUNCTION refuse_change();
