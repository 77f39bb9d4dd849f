-- CreateTable
CREATE TABLE "breakers" (
    "id" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "rules_version" INTEGER,
    "window_millis" BIGINT,
    "most_nano_tokens" BIGINT,
    "most_bps" INTEGER,
    "counted" BIGINT,
    "asked" BIGINT,
    "author_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "tripped_at" BIGINT NOT NULL,
    "released_at" BIGINT,
    "released_by" TEXT,
    "release_reason" TEXT,

    CONSTRAINT "breakers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "breaker_stops" (
    "key" TEXT NOT NULL,
    "breaker_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "since" BIGINT NOT NULL,
    "released_at" BIGINT,

    CONSTRAINT "breaker_stops_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "breaker_counts" (
    "flow" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "minute" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "parts" BIGINT NOT NULL,

    CONSTRAINT "breaker_counts_pkey" PRIMARY KEY ("flow","scope","subject_id","minute")
);

-- CreateIndex
CREATE INDEX "breakers_tripped_at_id_idx" ON "breakers"("tripped_at", "id");

-- CreateIndex
CREATE INDEX "breaker_stops_breaker_id_idx" ON "breaker_stops"("breaker_id");

-- CreateIndex
CREATE INDEX "breaker_counts_minute_idx" ON "breaker_counts"("minute");

-- What Prisma's schema cannot say.
ALTER TABLE "breakers" ADD CONSTRAINT "breakers_sane" CHECK (
  flow IN ('payout', 'exit', 'price', 'slash') AND scope IN ('flow', 'operator', 'pool', 'account') AND (scope = 'flow') = (subject_id = '')
  AND (rules_version IS NULL) = (window_millis IS NULL) AND (rules_version IS NULL) = (most_nano_tokens IS NULL AND most_bps IS NULL) AND NOT (most_nano_tokens IS NOT NULL AND most_bps IS NOT NULL)
  AND (rules_version IS NULL) = (counted IS NULL) AND (rules_version IS NULL) = (asked IS NULL)
  AND (released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL));
-- One at a time stops a thing.
CREATE UNIQUE INDEX "breakers_open" ON "breakers" (flow, scope, subject_id) WHERE released_at IS NULL;
ALTER TABLE "breaker_stops" ADD CONSTRAINT "breaker_stops_sane" CHECK (amount >= 0);
ALTER TABLE "breaker_counts" ADD CONSTRAINT "breaker_counts_sane" CHECK (amount >= 0 AND parts >= 0 AND minute % 60000 = 0);
-- What stopped, by which rule and when, is history; it is released once.
CREATE TRIGGER "breakers_keep" BEFORE DELETE OR UPDATE OF id, flow, scope, subject_id, rules_version, window_millis, most_nano_tokens, most_bps, counted, asked, author_id, reason, tripped_at ON "breakers" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "breakers_release_once" BEFORE UPDATE ON "breakers" FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "breakers_no_truncate" BEFORE TRUNCATE ON "breakers" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A payout that a breaker stopped is reserved, and waits without a batch: it is given one when it goes on, once.
ALTER TABLE "payouts" DROP CONSTRAINT "payouts_sane", ADD CONSTRAINT "payouts_sane" CHECK (
  amount > 0 AND state IN ('stopped', 'pending', 'paid', 'failed', 'returned', 'skipped') AND (state IN ('skipped', 'stopped') OR batch_id IS NOT NULL)
  AND (state IN ('pending', 'stopped')) = (resolved_at IS NULL));
DROP TRIGGER "payouts_keep" ON "payouts";
CREATE TRIGGER "payouts_keep" BEFORE UPDATE OF id, operator_id, period_starts_at, amount, made_at ON "payouts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payouts_keep_batch" BEFORE UPDATE OF batch_id ON "payouts" FOR EACH ROW WHEN (OLD.batch_id IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE INDEX "payouts_stopped" ON "payouts" (made_at, id) WHERE state = 'stopped';
