-- CreateTable
CREATE TABLE "stake_holds" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "until" BIGINT NOT NULL,

    CONSTRAINT "stake_holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "losses" (
    "key" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "harm" BIGINT NOT NULL,
    "bond" BIGINT NOT NULL,
    "stake" BIGINT NOT NULL,
    "insurance" BIGINT NOT NULL,
    "treasury" BIGINT NOT NULL,
    "deficit" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "losses_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "stake_holds_operator_id_idx" ON "stake_holds"("operator_id");

-- CreateIndex
CREATE UNIQUE INDEX "losses_sequence_key" ON "losses"("sequence");

-- CreateIndex
CREATE INDEX "losses_operator_id_idx" ON "losses"("operator_id");

-- What Prisma's schema cannot say: a loss is borne to the unit, and is history.
ALTER TABLE "losses" ADD CONSTRAINT "losses_sane" CHECK (amount > 0 AND harm BETWEEN 0 AND amount AND least(bond, stake, insurance, treasury, deficit) >= 0
  AND bond + stake + insurance + treasury + deficit = amount AND insurance + treasury <= harm);
CREATE TRIGGER "losses_append_only" BEFORE UPDATE OR DELETE ON "losses" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "losses_no_truncate" BEFORE TRUNCATE ON "losses" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
