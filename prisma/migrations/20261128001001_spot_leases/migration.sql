-- CreateTable
CREATE TABLE "terms_of_sale" (
    "pool_id" TEXT NOT NULL,
    "spot_notice_millis" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "terms_of_sale_pkey" PRIMARY KEY ("pool_id")
);

ALTER TABLE "quotes" ADD COLUMN "pricing" JSONB NOT NULL DEFAULT '{"mode": "on-demand"}';
ALTER TABLE "leases" ADD COLUMN "reclaim" JSONB;

-- What Prisma's schema cannot say.
ALTER TABLE "terms_of_sale" ADD CONSTRAINT "terms_of_sale_sane" CHECK (spot_notice_millis >= 60000);
-- Locks that end are those of on-demand leases; a spot lease's price may stay for long after it might move.
DROP INDEX "leases_price_lock_idx";
CREATE INDEX "leases_price_lock_idx" ON "leases"("price_locked_until") WHERE "state" NOT IN ('closing', 'closed', 'failed') AND "pricing"->>'mode' = 'on-demand';
CREATE INDEX "leases_spot_idx" ON "leases"("pool_id") WHERE "state" NOT IN ('closing', 'closed', 'failed') AND "pricing"->>'mode' = 'spot';
CREATE INDEX "leases_reclaim_idx" ON "leases"((("reclaim"->>'at')::bigint)) WHERE "reclaim" IS NOT NULL AND "state" NOT IN ('closing', 'closed', 'failed');
-- A notice is given once, to spot leases, and never changed or taken back: whoever makes room for it can rely on it.
ALTER TABLE "leases" ADD CONSTRAINT "leases_reclaim_sane" CHECK (
  reclaim IS NULL OR ("pricing"->>'mode' = 'spot' AND (reclaim->>'at')::bigint >= (reclaim->>'noticedAt')::bigint + (pricing->>'noticeMillis')::bigint));
