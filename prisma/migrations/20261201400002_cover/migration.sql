-- CreateTable
CREATE TABLE "cover_pools" (
    "pool_id" TEXT NOT NULL,
    "bumped_bps" BIGINT NOT NULL,
    "bumped_at" BIGINT NOT NULL,
    "required" BIGINT NOT NULL,
    "required_at" BIGINT NOT NULL,
    "locked_since" BIGINT NOT NULL,
    "unlocks_at" BIGINT NOT NULL,
    "halted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "cover_pools_pkey" PRIMARY KEY ("pool_id")
);

-- CreateTable
CREATE TABLE "covers" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "per_hour" BIGINT NOT NULL,
    "premium" BIGINT NOT NULL,
    "base_bps" BIGINT NOT NULL,
    "capacity" BIGINT NOT NULL,
    "used" BIGINT NOT NULL,
    "period_millis" BIGINT NOT NULL,
    "bought_at" BIGINT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "paid" BIGINT NOT NULL DEFAULT 0,
    "judged_to" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "covers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cover_claims" (
    "cover_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "down_millis" BIGINT NOT NULL,
    "loss" BIGINT NOT NULL,
    "credited" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "unpaid" BIGINT NOT NULL,
    "judged_at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "cover_claims_pkey" PRIMARY KEY ("cover_id","starts_at")
);

-- CreateTable
CREATE TABLE "cover_exits" (
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

    CONSTRAINT "cover_exits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "covers_sequence_key" ON "covers"("sequence");

-- CreateIndex
CREATE INDEX "covers_pool_id_idx" ON "covers"("pool_id");

-- CreateIndex
CREATE INDEX "covers_lease_id_idx" ON "covers"("lease_id");

-- CreateIndex
CREATE INDEX "covers_tenant_id_bought_at_id_idx" ON "covers"("tenant_id", "bought_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "cover_claims_sequence_key" ON "cover_claims"("sequence");

-- CreateIndex
CREATE INDEX "cover_exits_pool_id_idx" ON "cover_exits"("pool_id");

-- CreateIndex
CREATE INDEX "cover_exits_holder_id_idx" ON "cover_exits"("holder_id");

-- What Prisma's schema cannot say.
ALTER TABLE "cover_pools" ADD CONSTRAINT "cover_pools_sane" CHECK (bumped_bps >= 0 AND required >= 0);
ALTER TABLE "covers" ADD CONSTRAINT "covers_sane" CHECK (amount > 0 AND per_hour > 0 AND premium > 0 AND paid BETWEEN 0 AND amount AND starts_at >= bought_at AND ends_at = starts_at + period_millis AND judged_to BETWEEN starts_at AND ends_at
  AND used BETWEEN 0 AND capacity - amount);
ALTER TABLE "cover_claims" ADD CONSTRAINT "cover_claims_sane" CHECK (ends_at > starts_at AND down_millis > 0 AND least(loss, credited, paid, unpaid) >= 0 AND paid + unpaid = greatest(loss - credited, 0));
ALTER TABLE "cover_exits" ADD CONSTRAINT "cover_exits_sane" CHECK (shares > 0 AND amount >= 0 AND due_at >= asked_at AND (paid IS NULL) = (paid_at IS NULL) AND paid BETWEEN 0 AND amount);
-- The sweeps look at what waits, by when it is due.
CREATE INDEX "covers_due" ON "covers" (due_at) WHERE ended_at IS NULL;
CREATE INDEX "cover_exits_due" ON "cover_exits" (due_at) WHERE paid_at IS NULL;
-- What was sold, found and paid is history.
CREATE TRIGGER "covers_keep" BEFORE DELETE OR UPDATE OF id, pool_id, lease_id, tenant_id, project_id, amount, per_hour, premium, base_bps, capacity, used, period_millis, bought_at, starts_at, ends_at, rules_version, sequence ON "covers" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "covers_end_once" BEFORE UPDATE ON "covers" FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "covers_no_truncate" BEFORE TRUNCATE ON "covers" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_claims_append_only" BEFORE UPDATE OR DELETE ON "cover_claims" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_claims_no_truncate" BEFORE TRUNCATE ON "cover_claims" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version ON "cover_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_exits_pay_once" BEFORE UPDATE ON "cover_exits" FOR EACH ROW WHEN (OLD.paid_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
-- Both are leaves of the log.
INSERT INTO "log_cursors" (kind) VALUES ('cover'), ('claim');
