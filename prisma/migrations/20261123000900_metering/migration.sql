-- CreateTable
CREATE TABLE "usage_records" (
    "source" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "claim_id" TEXT,
    "tenant_id" TEXT NOT NULL,
    "meter" TEXT NOT NULL,
    "quantity" DECIMAL(38,0) NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "flags" TEXT[],

    CONSTRAINT "usage_records_pkey" PRIMARY KEY ("source","id")
);

-- CreateIndex
CREATE INDEX "usage_records_lease_id_idx" ON "usage_records"("lease_id");
