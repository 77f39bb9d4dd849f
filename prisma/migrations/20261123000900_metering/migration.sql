-- CreateTable
CREATE TABLE "usage_records" (
    "reporter_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "quantity" DECIMAL(38,0) NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "flags" TEXT[],
    "charged_at" BIGINT,

    CONSTRAINT "usage_records_pkey" PRIMARY KEY ("reporter_id","source","id")
);

-- CreateIndex
CREATE INDEX "usage_records_claim_id_meter_ends_at_idx" ON "usage_records"("claim_id", "meter", "ends_at");

-- What Prisma's schema cannot say.
CREATE INDEX "usage_records_uncharged_idx" ON "usage_records"("lease_id") WHERE "charged_at" IS NULL;
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_sane" CHECK (quantity >= 0 AND starts_at < ends_at);
