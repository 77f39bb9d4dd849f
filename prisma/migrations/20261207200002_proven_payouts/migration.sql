-- Payouts that were made, with all that they follow from, and what became of them: leaves of the log.
CREATE TABLE "made_payouts" (
    "payout_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "before_id" TEXT,
    "period_starts_at" BIGINT NOT NULL,
    "begun_at" BIGINT NOT NULL,
    "made_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "cut_off" BIGINT NOT NULL,
    "payable" BIGINT NOT NULL,
    "under_way" BIGINT NOT NULL,
    "others" JSONB NOT NULL,
    "amount" BIGINT NOT NULL,
    "stopped" BOOLEAN NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "made_payouts_pkey" PRIMARY KEY ("payout_id")
);
CREATE UNIQUE INDEX "made_payouts_sequence_key" ON "made_payouts"("sequence");
CREATE INDEX "made_payouts_operator_id_sequence_idx" ON "made_payouts"("operator_id", "sequence");
ALTER TABLE "made_payouts" ADD CONSTRAINT "made_payouts_sane" CHECK (amount > 0 AND amount = payable - under_way AND under_way >= 0 AND cut_off <= period_starts_at AND period_starts_at <= begun_at);
CREATE TRIGGER "made_payouts_append_only" BEFORE UPDATE OR DELETE ON "made_payouts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "made_payouts_no_truncate" BEFORE TRUNCATE ON "made_payouts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TABLE "payout_resolutions" (
    "payout_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "payout_resolutions_pkey" PRIMARY KEY ("payout_id", "state")
);
CREATE UNIQUE INDEX "payout_resolutions_sequence_key" ON "payout_resolutions"("sequence");
ALTER TABLE "payout_resolutions" ADD CONSTRAINT "payout_resolutions_sane" CHECK (state IN ('paid', 'failed', 'skipped', 'returned'));
CREATE TRIGGER "payout_resolutions_append_only" BEFORE UPDATE OR DELETE ON "payout_resolutions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payout_resolutions_no_truncate" BEFORE TRUNCATE ON "payout_resolutions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('payout'), ('resolution');
