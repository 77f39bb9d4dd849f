-- CreateTable
CREATE TABLE "stream_settlements" (
    "stream_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "settled_to" BIGINT NOT NULL,
    "charged" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "stream_settlements_pkey" PRIMARY KEY ("stream_id")
);

-- CreateTable
CREATE TABLE "lease_settlements" (
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "settled_to" BIGINT NOT NULL,
    "next_at" BIGINT NOT NULL,
    "nano_tokens_per_hour" BIGINT NOT NULL,
    "final_at" BIGINT,

    CONSTRAINT "lease_settlements_pkey" PRIMARY KEY ("lease_id")
);

-- CreateTable
CREATE TABLE "charges" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "stream_id" TEXT,
    "usage_reporter_id" TEXT,
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
    "waived" BIGINT NOT NULL DEFAULT 0,
    "settlement_id" TEXT NOT NULL,
    "statement_id" TEXT,
    "posted_at" BIGINT NOT NULL,

    CONSTRAINT "charges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_billing" (
    "tenant_id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "tenant_billing_pkey" PRIMARY KEY ("tenant_id")
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
CREATE TABLE "statement_deposits" (
    "transfer_id" TEXT NOT NULL,
    "statement_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "statement_deposits_pkey" PRIMARY KEY ("transfer_id")
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
    "waived" BIGINT NOT NULL DEFAULT 0,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,

    CONSTRAINT "statement_lines_pkey" PRIMARY KEY ("statement_id","line_number")
);

-- CreateIndex
CREATE INDEX "stream_settlements_lease_id_idx" ON "stream_settlements"("lease_id");

-- CreateIndex
CREATE INDEX "charges_lease_id_starts_at_id_idx" ON "charges"("lease_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "charges_operator_id_posted_at_idx" ON "charges"("operator_id", "posted_at");

-- CreateIndex
CREATE INDEX "tenant_billing_ends_at_idx" ON "tenant_billing"("ends_at");

-- CreateIndex
CREATE UNIQUE INDEX "statements_tenant_id_starts_at_key" ON "statements"("tenant_id", "starts_at");

-- CreateIndex
CREATE INDEX "statement_deposits_statement_id_idx" ON "statement_deposits"("statement_id");

-- What Prisma's schema cannot say.
ALTER TABLE "charges" ADD CONSTRAINT "charges_split_whole" CHECK (
  operator_amount + treasury_amount + fee_amount = amount AND starts_at < ends_at AND quantity >= 0 AND waived >= 0
  AND CASE kind WHEN 'credit' THEN greatest(operator_amount, treasury_amount, fee_amount) <= 0
                ELSE least(operator_amount, treasury_amount, fee_amount) >= 0 END);
ALTER TABLE "charges" ADD CONSTRAINT "charges_of_one_thing" CHECK (
  kind IN ('time', 'credit', 'usage') AND (kind = 'usage') = (stream_id IS NULL) AND (kind = 'usage') = (usage_id IS NOT NULL));
-- Nothing is charged twice, whatever the program believes.
CREATE UNIQUE INDEX "charges_stream_once" ON "charges"("stream_id", "kind", "starts_at") WHERE "stream_id" IS NOT NULL;
CREATE UNIQUE INDEX "charges_usage_once" ON "charges"("usage_reporter_id", "usage_source", "usage_id", "starts_at") WHERE "usage_id" IS NOT NULL;
CREATE INDEX "charges_unbilled_idx" ON "charges"("tenant_id", "ends_at") WHERE "statement_id" IS NULL;
CREATE INDEX "lease_settlements_open_idx" ON "lease_settlements"("tenant_id") WHERE "final_at" IS NULL;
CREATE INDEX "lease_settlements_due_idx" ON "lease_settlements"("next_at") WHERE "final_at" IS NULL;
-- A charge is changed once only: by the statement that takes it.
CREATE TRIGGER "charges_billed_once" BEFORE UPDATE ON "charges" FOR EACH ROW WHEN (OLD.statement_id IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "charges_append_only" BEFORE UPDATE OF id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, usage_reporter_id, usage_source, usage_id,
  resource_class, variant, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, waived, settlement_id, posted_at
  ON "charges" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "charges_no_delete" BEFORE DELETE ON "charges" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "statements_append_only" BEFORE UPDATE OR DELETE ON "statements" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "statement_deposits_append_only" BEFORE UPDATE OR DELETE ON "statement_deposits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "statement_lines_append_only" BEFORE UPDATE OR DELETE ON "statement_lines" FOR EACH ROW EXECUTE FUNCTION refuse_change();
