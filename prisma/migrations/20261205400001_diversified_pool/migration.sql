-- CreateTable
CREATE TABLE "diversified_pools" (
    "id" TEXT NOT NULL,
    "only" BOOLEAN NOT NULL DEFAULT true,
    "opened_at" BIGINT NOT NULL,
    "round_at" BIGINT,

    CONSTRAINT "diversified_pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "diversified_exits" (
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

    CONSTRAINT "diversified_exits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "diversified_pools_only_key" ON "diversified_pools"("only");

-- CreateIndex
CREATE INDEX "diversified_exits_holder_id_idx" ON "diversified_exits"("holder_id");

-- What Prisma's schema cannot say.
ALTER TABLE "diversified_pools" ADD CONSTRAINT "diversified_pools_only_one" CHECK ("only");
ALTER TABLE "diversified_exits" ADD CONSTRAINT "diversified_exits_sane" CHECK (shares > 0 AND amount >= 0 AND due_at >= asked_at AND (paid IS NULL) = (paid_at IS NULL) AND paid_at >= due_at AND paid BETWEEN 0 AND amount);
-- The sweep looks at what waits, the first who asked first.
CREATE INDEX "diversified_exits_waiting" ON "diversified_exits" (asked_at, id) WHERE paid_at IS NULL;
-- What was paid is history, and what was asked for is not changed.
CREATE TRIGGER "diversified_exits_append_only" BEFORE DELETE OR UPDATE OF id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version ON "diversified_exits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "diversified_exits_pay_once" BEFORE UPDATE ON "diversified_exits" FOR EACH ROW WHEN (OLD.paid_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "diversified_exits_no_truncate" BEFORE TRUNCATE ON "diversified_exits" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
