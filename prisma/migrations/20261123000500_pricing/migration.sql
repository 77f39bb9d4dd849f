-- CreateTable
CREATE TABLE "rates" (
    "id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL,
    "curve" JSONB NOT NULL,
    "active_from" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "rates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quotes" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "prices" JSONB NOT NULL,
    "nano_tokens_per_hour" BIGINT NOT NULL,
    "feasible" BOOLEAN NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "rates_pool_id_resource_class_variant_version_key" ON "rates"("pool_id", "resource_class", "variant", "version");

-- CreateIndex
CREATE INDEX "quotes_expires_at_idx" ON "quotes"("expires_at");

-- What Prisma's schema cannot say.
ALTER TABLE "rates" ADD CONSTRAINT "rates_never_in_the_past" CHECK (version >= 1 AND active_from >= created_at);
CREATE TRIGGER "rates_append_only" BEFORE UPDATE OR DELETE ON "rates" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "rates_no_truncate" BEFORE TRUNCATE ON "rates" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- A quote may be forgotten when it is over, never changed.
CREATE TRIGGER "quotes_never_change" BEFORE UPDATE ON "quotes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
