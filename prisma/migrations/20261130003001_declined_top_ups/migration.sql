-- The payment service says what became of a request that brings nothing; none is made after one until it would have expired, unless the rule was set since.
ALTER TABLE "top_ups" ADD COLUMN "reason" TEXT;
ALTER TABLE "top_up_rules" ADD COLUMN "set_at" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "top_up_rules" ALTER COLUMN "set_at" DROP DEFAULT;

ALTER TABLE "top_ups" DROP CONSTRAINT "top_ups_sane";
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_sane" CHECK (
  amount > 0 AND requested_at < expires_at AND state IN ('requested', 'settled', 'expired', 'declined', 'failed') AND (state = 'settled') = (received IS NOT NULL) AND (state = 'requested') = (resolved_at IS NULL)
  AND (reason IS NULL OR state IN ('declined', 'failed')));
