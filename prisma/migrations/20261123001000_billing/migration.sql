-- CreateTable
CREATE TABLE "stream_settlements" (
    "stream_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "settled_to" BIGINT NOT NULL,
    "charged" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stream_settlements_pkey" PRIMARY KEY ("stream_id")
);

-- CreateTable
CREATE TABLE "charges" (
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "stream_id" TEXT,
    "usage_source" TEXT,
    "usage_id" TEXT,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "quantity" DECIMAL(38,0) NOT NULL,
    "nano_tokens_per_unit_hour" BIGINT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "operator_amount" BIGINT NOT NULL,
    "treasury_amount" BIGINT NOT NULL,
    "fee_amount" BIGINT NOT NULL,
    "settlement_id" TEXT NOT NULL,
    "statement_id" TEXT,
    "posted_at" BIGINT NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statements" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "opening_balance" BIGINT NOT NULL,
    "deposits" BIGINT NOT NULL,
    "charges" BIGINT NOT NULL,
    "closing_balance" BIGINT NOT NULL,
    "closed_at" BIGINT NOT NULL,

    CONSTRAINT "statements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_lines" (
    "statement_id" TEXT NOT NULL,
    "line_number" INTEGER NOT NULL,
    "lease_id" TEXT NOT NULL,
    "lease_name" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "usage" DECIMAL(38,0) NOT NULL,
    "amount" BIGINT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,

    CONSTRAINT "statement_lines_pkey" PRIMARY KEY ("statement_id","line_number")
);

-- CreateIndex
CREATE INDEX "stream_settlements_lease_id_idx" ON "stream_settlements"("lease_id");

-- CreateIndex
CREATE INDEX "charges_lease_id_idx" ON "charges"("lease_id");

-- CreateIndex
CREATE INDEX "charges_operator_id_posted_at_idx" ON "charges"("operator_id", "posted_at");

-- CreateIndex
CREATE UNIQUE INDEX "charges_usage_source_usage_id_key" ON "charges"("usage_source", "usage_id");

-- CreateIndex
CREATE UNIQUE INDEX "statements_tenant_id_starts_at_key" ON "statements"("tenant_id", "starts_at");

-- What Prisma's schema cannot say.
ALTER TABLE "charges" ADD CONSTRAINT "charges_split_whole" CHECK (
  amount >= 0 AND operator_amount >= 0 AND treasury_amount >= 0 AND fee_amount >= 0 AND operator_amount + treasury_amount + fee_amount = amount);
CREATE INDEX "charges_unbilled_idx" ON "charges"("tenant_id", "ends_at") WHERE "statement_id" IS NULL;
