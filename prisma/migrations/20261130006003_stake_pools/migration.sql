-- CreateTable
CREATE TABLE "stake_pools" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "earnings_bps" INTEGER NOT NULL,
    "commission_bps" INTEGER NOT NULL,
    "next_earnings_bps" INTEGER,
    "next_commission_bps" INTEGER,
    "next_from" BIGINT,
    "locked_since" BIGINT NOT NULL,
    "unlocks_at" BIGINT NOT NULL,
    "reported_to" BIGINT NOT NULL,
    "owed" BIGINT NOT NULL DEFAULT 0,
    "halted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "stake_pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stake_exits" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "holder_id" TEXT NOT NULL,
    "shares" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "asked_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "paid_at" BIGINT,
    "paid" BIGINT,

    CONSTRAINT "stake_exits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "stake_pools_operator_id_key" ON "stake_pools"("operator_id");

-- CreateIndex
CREATE INDEX "stake_exits_pool_id_idx" ON "stake_exits"("pool_id");

-- CreateIndex
CREATE INDEX "stake_exits_holder_id_idx" ON "stake_exits"("holder_id");

-- What Prisma's schema cannot say.
ALTER TABLE "stake_pools" ADD CONSTRAINT "stake_pools_sane" CHECK (owed >= 0 AND earnings_bps BETWEEN 0 AND 10000 AND commission_bps BETWEEN 0 AND 9999
  AND (next_earnings_bps IS NULL) = (next_from IS NULL) AND (next_commission_bps IS NULL) = (next_from IS NULL)
  AND coalesce(next_earnings_bps BETWEEN 0 AND 10000, true) AND coalesce(next_commission_bps BETWEEN 0 AND 9999, true));
ALTER TABLE "stake_exits" ADD CONSTRAINT "stake_exits_sane" CHECK (shares > 0 AND amount >= 0 AND due_at >= asked_at AND (paid IS NULL) = (paid_at IS NULL) AND paid_at >= due_at AND paid BETWEEN 0 AND amount);
-- The sweeps look at what waits, by when it is due.
CREATE INDEX "stake_exits_due" ON "stake_exits" (due_at) WHERE paid_at IS NULL;
CREATE INDEX "stake_pools_reported" ON "stake_pools" (reported_to);
-- What was paid is history, and what was asked for is not changed.
CREATE TRIGGER "stake_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version ON "stake_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "stake_exits_pay_once" BEFORE UPDATE ON "stake_exits" FOR EACH ROW WHEN (OLD.paid_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "stake_exits_no_truncate" BEFORE TRUNCATE ON "stake_exits" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
