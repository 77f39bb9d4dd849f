-- What a premium and a payment of insurance follow from, so that whoever has the log can reckon them again. Null in what is older.
ALTER TABLE "covers" ADD COLUMN "assets" BIGINT, ADD COLUMN "leaving" BIGINT, ADD COLUMN "bumped_before_bps" BIGINT, ADD COLUMN "bumped_before_at" BIGINT, ADD COLUMN "bumped_bps" BIGINT;
ALTER TABLE "cover_claims" ADD COLUMN "cover_left" BIGINT, ADD COLUMN "assets" BIGINT, ADD COLUMN "credit" BIGINT, ADD COLUMN "credit_down_millis" BIGINT, ADD COLUMN "outages" JSONB;
ALTER TABLE "cover_credits" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "cover_credits_sequence_key" ON "cover_credits"("sequence");
INSERT INTO "log_cursors" (kind) VALUES ('price'), ('credit');
