-- CreateTable
CREATE TABLE "pools" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "operator_share_cap_bps" INTEGER NOT NULL DEFAULT 4000,
    "operator_bps" INTEGER NOT NULL DEFAULT 8500,
    "treasury_bps" INTEGER NOT NULL DEFAULT 1000,
    "fee_bps" INTEGER NOT NULL DEFAULT 500,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "pools_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sites" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "jurisdiction" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clusters" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "clusters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hosts" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "site_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "jurisdiction" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "capacity" TEXT NOT NULL DEFAULT 'dedicated',
    "traits" TEXT[],
    "generation" INTEGER NOT NULL DEFAULT 1,
    "last_heartbeat_at" BIGINT,
    "lost_at" BIGINT,
    "drain_by" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inventories" (
    "host_id" TEXT NOT NULL,
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "total" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "min_unit" BIGINT NOT NULL DEFAULT 1,
    "max_unit" BIGINT NOT NULL,
    "step_size" BIGINT NOT NULL DEFAULT 1,
    "allocation_ratio_bps" INTEGER NOT NULL DEFAULT 10000,
    "used" BIGINT NOT NULL DEFAULT 0,
    "device_used" INTEGER[] DEFAULT ARRAY[]::INTEGER[],

    CONSTRAINT "inventories_pkey" PRIMARY KEY ("host_id","resource_class","variant")
);

-- CreateTable
CREATE TABLE "maintenance_windows" (
    "id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "maintenance_windows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "pools_name_key" ON "pools"("name");

-- CreateIndex
CREATE UNIQUE INDEX "sites_operator_id_name_key" ON "sites"("operator_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "clusters_operator_id_name_key" ON "clusters"("operator_id", "name");

-- CreateIndex
CREATE INDEX "hosts_pool_id_idx" ON "hosts"("pool_id");

-- CreateIndex
CREATE INDEX "hosts_operator_id_idx" ON "hosts"("operator_id");

-- CreateIndex
CREATE UNIQUE INDEX "hosts_cluster_id_name_key" ON "hosts"("cluster_id", "name");

-- CreateIndex
CREATE INDEX "maintenance_windows_host_id_idx" ON "maintenance_windows"("host_id");

-- What Prisma's schema cannot say.
ALTER TABLE "pools" ADD CONSTRAINT "pools_shares_whole" CHECK (
  operator_bps >= 0 AND treasury_bps >= 0 AND fee_bps >= 0 AND operator_bps + treasury_bps + fee_bps = 10000);
ALTER TABLE "inventories" ADD CONSTRAINT "inventories_sane" CHECK (
  total >= 0 AND reserved >= 0 AND reserved <= total AND min_unit >= 1 AND max_unit >= min_unit AND step_size >= 1 AND allocation_ratio_bps BETWEEN 1 AND 1000000
  AND resource_class ~ '^[A-Z0-9_]+$' AND variant ~ '^[A-Za-z0-9._-]*$');
-- The last line of defence against overselling: whatever a scheduler believes, this holds.
ALTER TABLE "inventories" ADD CONSTRAINT "inventories_not_oversold" CHECK (
  used >= 0 AND used <= (total - reserved) * allocation_ratio_bps / 10000);
ALTER TABLE "inventories" ADD CONSTRAINT "inventories_devices_not_oversold" CHECK (
  0 <= ALL (device_used) AND 1000 >= ALL (device_used));
CREATE FUNCTION "array_total"(integer[]) RETURNS BIGINT LANGUAGE SQL IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(sum(part), 0)::bigint FROM unnest($1) AS part);
-- What is taken of a host's GPUs is taken of particular ones; nothing else has devices.
ALTER TABLE "inventories" ADD CONSTRAINT "inventories_devices_agree" CHECK (
  CASE WHEN resource_class = 'GPU_MILLI' THEN total = 1000 * cardinality(device_used) AND used = array_total(device_used)
  ELSE cardinality(device_used) = 0 END);
ALTER TABLE "hosts" ADD CONSTRAINT "hosts_sane" CHECK (state IN ('open', 'cordoned', 'draining') AND capacity IN ('dedicated', 'idle'));
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_sane" CHECK (starts_at < ends_at);
