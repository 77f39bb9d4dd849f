-- AlterTable
ALTER TABLE "leases" ADD COLUMN "addresses" JSONB NOT NULL DEFAULT '[]';

-- What Prisma's schema cannot say: the gateways read these leases and no others.
CREATE INDEX "leases_addresses_idx" ON "leases"("id") WHERE "addresses" <> '[]'::jsonb;

-- CreateTable
CREATE TABLE "gateways" (
    "id" TEXT NOT NULL,
    "seen_at" BIGINT NOT NULL,

    CONSTRAINT "gateways_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gateway_meters" (
    "gateway_id" TEXT NOT NULL,
    "claim_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "egress_bytes" BIGINT NOT NULL,
    "ingress_bytes" BIGINT NOT NULL,

    CONSTRAINT "gateway_meters_pkey" PRIMARY KEY ("gateway_id","claim_id","starts_at")
);

-- CreateIndex
CREATE INDEX "gateway_meters_ends_at_idx" ON "gateway_meters"("ends_at");

-- What Prisma's schema cannot say.
ALTER TABLE "gateway_meters" ADD CONSTRAINT "gateway_meters_sane" CHECK (egress_bytes >= 0 AND ingress_bytes >= 0 AND starts_at < ends_at);
