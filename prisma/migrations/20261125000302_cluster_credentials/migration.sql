-- CreateTable
CREATE TABLE "cluster_credentials" (
    "cluster_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "cluster_credentials_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "cluster_discovery" (
    "cluster_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "discovered_at" BIGINT,
    "failure" TEXT,
    "seen" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cluster_discovery_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "kubernetes_usage" (
    "claim_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "sampled_to" BIGINT NOT NULL,
    "counters" JSONB NOT NULL,
    "pending" JSONB,

    CONSTRAINT "kubernetes_usage_pkey" PRIMARY KEY ("claim_id")
);

-- CreateIndex
CREATE INDEX "kubernetes_usage_cluster_id_idx" ON "kubernetes_usage"("cluster_id");
