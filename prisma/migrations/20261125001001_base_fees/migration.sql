-- CreateTable
CREATE TABLE "base_prices" (
    "rate_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "epoch" BIGINT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "base" BIGINT NOT NULL,
    "previous" BIGINT NOT NULL,
    "used" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "active_from" BIGINT NOT NULL,

    CONSTRAINT "base_prices_pkey" PRIMARY KEY ("rate_id","variant","epoch")
);

-- CreateIndex
CREATE INDEX "base_prices_pool_id_resource_class_variant_active_from_idx" ON "base_prices"("pool_id", "resource_class", "variant", "active_from");

-- CreateIndex
CREATE INDEX "base_prices_active_from_idx" ON "base_prices"("active_from");

-- What Prisma's schema cannot say.
ALTER TABLE "base_prices" ADD CONSTRAINT "base_prices_sane" CHECK (epoch > 0 AND base > 0 AND previous > 0 AND used >= 0 AND total >= 0);
-- A base may be forgotten when it is long over, never changed.
CREATE TRIGGER "base_prices_never_change" BEFORE UPDATE ON "base_prices" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What of a price is base, and of a charge: both are the pool's treasury's alone.
ALTER TABLE "streams" ADD COLUMN "base_nano_tokens_per_unit_hour" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "streams" ADD CONSTRAINT "streams_base_within_price" CHECK (base_nano_tokens_per_unit_hour BETWEEN 0 AND nano_tokens_per_unit_hour);
ALTER TABLE "charges" ADD COLUMN "base_nano_tokens_per_unit_hour" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "charges" ADD COLUMN "base_amount" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "charges" ADD CONSTRAINT "charges_base_within_treasury" CHECK (
  base_nano_tokens_per_unit_hour BETWEEN 0 AND nano_tokens_per_unit_hour AND base_amount BETWEEN least(0, treasury_amount) AND greatest(0, treasury_amount));
CREATE TRIGGER "charges_base_append_only" BEFORE UPDATE OF base_nano_tokens_per_unit_hour, base_amount ON "charges" FOR EACH ROW EXECUTE FUNCTION refuse_change();
