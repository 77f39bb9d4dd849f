-- What flowed into stake pools, with all that it and the commission follow from: leaves of the log.
CREATE TABLE "stake_inflows" (
    "pool_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "from_at" BIGINT NOT NULL,
    "up_to" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "net" BIGINT NOT NULL,
    "available" BIGINT NOT NULL,
    "owed_before" BIGINT NOT NULL,
    "earnings_bps" INTEGER NOT NULL,
    "commission_bps" INTEGER NOT NULL,
    "assets" BIGINT NOT NULL,
    "shares" BIGINT NOT NULL,
    "locked_before" BIGINT NOT NULL,
    "settled_at" BIGINT NOT NULL,
    "unlocks_at_before" BIGINT NOT NULL,
    "gain" BIGINT NOT NULL,
    "fee" BIGINT NOT NULL,
    "fee_shares" BIGINT NOT NULL,
    "owed" BIGINT NOT NULL,
    "locked" BIGINT NOT NULL,
    "unlocks_at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "stake_inflows_pkey" PRIMARY KEY ("pool_id","up_to")
);
CREATE UNIQUE INDEX "stake_inflows_sequence_key" ON "stake_inflows"("sequence");
CREATE INDEX "stake_inflows_operator_id_up_to_idx" ON "stake_inflows"("operator_id", "up_to");
CREATE TRIGGER "stake_inflows_append_only" BEFORE UPDATE OR DELETE ON "stake_inflows" FOR EACH ROW EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('inflow');
