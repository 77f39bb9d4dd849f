-- What lets a challenge's verdict be reckoned again: which of the hosts that were idle, and of the sizes that fit, its secret named, and what of its answer was done again. Those before have none.
ALTER TABLE "challenges" ADD COLUMN "drawn" JSONB;
ALTER TABLE "challenge_verdicts" ADD COLUMN "answer" JSONB;
