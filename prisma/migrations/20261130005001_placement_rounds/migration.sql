-- CreateTable
CREATE TABLE "placement_seed_chains" (
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "pool_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "anchor" BYTEA NOT NULL,
    "secret" BYTEA NOT NULL,
    "length" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "made_at" BIGINT NOT NULL,

    CONSTRAINT "placement_seed_chains_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "placement_rounds" (
    "id" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "pool_id" TEXT NOT NULL,
    "fence" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "chain_id" TEXT NOT NULL,
    "header" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "base_id" TEXT NOT NULL,
    "base_at" BIGINT NOT NULL,
    "changes" BYTEA NOT NULL,
    "inputs" BYTEA NOT NULL,
    "lease_ids" TEXT[],

    CONSTRAINT "placement_rounds_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "placement_seed_chains_sequence_key" ON "placement_seed_chains"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "placement_seed_chains_pool_id_number_key" ON "placement_seed_chains"("pool_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "placement_rounds_sequence_key" ON "placement_rounds"("sequence");

-- CreateIndex
CREATE INDEX "placement_rounds_pool_id_sequence_idx" ON "placement_rounds"("pool_id", "sequence");

-- CreateIndex
CREATE INDEX "placement_rounds_base_id_sequence_idx" ON "placement_rounds"("base_id", "sequence");

-- CreateIndex
CREATE INDEX "placement_rounds_base_at_idx" ON "placement_rounds"("base_at");

-- CreateIndex
CREATE INDEX "placement_rounds_lease_ids_idx" ON "placement_rounds" USING GIN ("lease_ids");

-- What Prisma's schema cannot say.
ALTER TABLE "placement_seed_chains" ADD CONSTRAINT "placement_seed_chains_sane" CHECK (length(anchor) = 32 AND length(secret) = 32 AND used >= 0 AND used <= "length");
-- A seed is fixed once its chain is there, and a round once it is written: it is forgotten whole or not at all.
CREATE TRIGGER "placement_seed_chains_fixed" BEFORE UPDATE OF "id", "sequence", "pool_id", "number", "anchor", "secret", "length", "made_at" ON "placement_seed_chains" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "placement_seed_chains_kept" BEFORE DELETE ON "placement_seed_chains" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "placement_rounds_fixed" BEFORE UPDATE ON "placement_rounds" FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- The log follows both.
INSERT INTO "log_cursors" (kind) VALUES ('seeds'), ('round');
