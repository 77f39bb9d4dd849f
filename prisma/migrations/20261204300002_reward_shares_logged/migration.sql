-- Each operator's share of an hour's rewards is a leaf of the log, so that it can be shown without the others' names.
ALTER TABLE "reward_shares" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "reward_shares_sequence_key" ON "reward_shares"("sequence");
INSERT INTO "log_cursors" (kind) VALUES ('share');
