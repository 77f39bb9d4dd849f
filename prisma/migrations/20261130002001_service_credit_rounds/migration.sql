-- AlterTable
ALTER TABLE "service_credits" ADD COLUMN "round" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "service_credits" DROP CONSTRAINT "service_credits_pkey",
ADD CONSTRAINT "service_credits_pkey" PRIMARY KEY ("lease_id","month_starts_at","round");

-- CreateIndex
CREATE INDEX "service_credits_tenant_id_month_starts_at_idx" ON "service_credits"("tenant_id", "month_starts_at");
