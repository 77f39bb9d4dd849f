-- CreateTable
CREATE TABLE "reversals" (
    "transfer_id" TEXT NOT NULL,
    "reversal_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "reversals_pkey" PRIMARY KEY ("transfer_id")
);

-- CreateTable
CREATE TABLE "ledger_difference_notes" (
    "id" BIGSERIAL NOT NULL,
    "difference_id" BIGINT NOT NULL,
    "what" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "ledger_difference_notes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "reversals_reversal_id_key" ON "reversals"("reversal_id");

-- CreateIndex
CREATE INDEX "ledger_difference_notes_difference_id_idx" ON "ledger_difference_notes"("difference_id");

-- AlterTable: where the round over running leases is; of the row `escrows`, `checked_to` is a charge's sequence.
ALTER TABLE "bill_checks" ADD COLUMN "last_lease_id" TEXT NOT NULL DEFAULT '';

-- What Prisma's schema cannot say.
ALTER TABLE "ledger_difference_notes" ADD CONSTRAINT "ledger_difference_notes_what" CHECK (what IN ('raised', 'acknowledged', 'resolved'));
CREATE TRIGGER "reversals_append_only" BEFORE UPDATE OR DELETE ON "reversals" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "ledger_difference_notes_append_only" BEFORE UPDATE OR DELETE ON "ledger_difference_notes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
INSERT INTO "bill_checks" ("name", "checked_to") VALUES ('escrows', 0);
