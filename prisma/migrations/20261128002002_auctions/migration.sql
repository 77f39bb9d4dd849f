-- CreateTable
CREATE TABLE "auctions" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "lot" JSONB NOT NULL,
    "seed" TEXT NOT NULL,
    "seed_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "opens_at" BIGINT NOT NULL,
    "closes_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "winner_id" TEXT,

    CONSTRAINT "auctions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bids" (
    "id" TEXT NOT NULL,
    "auction_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "prices" JSONB NOT NULL,
    "nonce" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "made_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    "nano_tokens_per_hour" BIGINT,
    "passed" BOOLEAN,
    "ticket" TEXT,

    CONSTRAINT "bids_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "auctions_lease_id_key" ON "auctions"("lease_id");

-- CreateIndex
CREATE INDEX "auctions_pool_id_opens_at_id_idx" ON "auctions"("pool_id", "opens_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "bids_auction_id_nonce_key" ON "bids"("auction_id", "nonce");

-- What Prisma's schema cannot say.
ALTER TABLE "auctions" ADD CONSTRAINT "auctions_sane" CHECK (
  closes_at > opens_at AND state IN ('open', 'awarded', 'no_bids', 'no_fitting_bid', 'void') AND (state = 'open') = (closed_at IS NULL) AND (state = 'awarded') = (winner_id IS NOT NULL));
CREATE INDEX "auctions_due" ON "auctions" (pool_id, closes_at) WHERE state = 'open';
-- What was promised when it opened stands, and an auction ends once.
CREATE TRIGGER "auctions_keep_their_word" BEFORE DELETE OR UPDATE OF id, pool_id, lease_id, lot, seed, seed_hash, opens_at, closes_at ON "auctions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "auctions_end_once" BEFORE UPDATE ON "auctions" FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION refuse_change();

-- An operator has one bid at a time in an auction; the ones it replaced are kept.
CREATE UNIQUE INDEX "bids_standing" ON "bids" (auction_id, operator_id) WHERE ended_at IS NULL;
CREATE TRIGGER "bids_never_change" BEFORE DELETE OR UPDATE OF id, auction_id, operator_id, prices, nonce, digest, made_at ON "bids" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "bids_end_once" BEFORE UPDATE ON "bids" FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR OLD.passed IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- How long the auctions of a pool last, 0 when it holds none; and from what cost an hour a request goes to one without being asked to.
ALTER TABLE "pools" ADD COLUMN "auction_window_millis" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "auction_from_nano_tokens_per_hour" BIGINT;
ALTER TABLE "pools" ADD CONSTRAINT "pools_auctions" CHECK (auction_window_millis BETWEEN 0 AND 86400000 AND auction_from_nano_tokens_per_hour >= 0);

-- What the winner of an auction takes a lease for, and who it is: {auctionId, operatorId, prices: [{resourceClass, variant, tip}]}.
ALTER TABLE "leases" ADD COLUMN "agreed" JSONB;
