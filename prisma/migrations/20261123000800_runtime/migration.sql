-- CreateTable
CREATE TABLE "workloads" (
    "claim_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "since" BIGINT NOT NULL,
    "observed_at" BIGINT NOT NULL,
    "fingerprint" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "workloads_pkey" PRIMARY KEY ("claim_id")
);

-- CreateTable
CREATE TABLE "simulated_workloads" (
    "claim_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "lease_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "ready_at" BIGINT NOT NULL,
    "sampled_to" BIGINT NOT NULL,
    "sampling_to" BIGINT NOT NULL,

    CONSTRAINT "simulated_workloads_pkey" PRIMARY KEY ("claim_id")
);

-- CreateTable
CREATE TABLE "simulated_faults" (
    "id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "host_id" TEXT,
    "lease_id" TEXT,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL DEFAULT '{}',
    "created_at" BIGINT NOT NULL,
    "until" BIGINT,

    CONSTRAINT "simulated_faults_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "workloads_lease_id_idx" ON "workloads"("lease_id");

-- CreateIndex
CREATE INDEX "simulated_workloads_lease_id_idx" ON "simulated_workloads"("lease_id");

-- CreateIndex
CREATE INDEX "simulated_workloads_cluster_id_sampled_to_idx" ON "simulated_workloads"("cluster_id", "sampled_to");

-- CreateIndex
CREATE INDEX "simulated_faults_cluster_id_idx" ON "simulated_faults"("cluster_id");

-- What Prisma's schema cannot say.
CREATE INDEX "workloads_unready_idx" ON "workloads"("state", "observed_at") WHERE "state" <> 'ready';
CREATE INDEX "simulated_workloads_due_idx" ON "simulated_workloads"("sampled_to");
