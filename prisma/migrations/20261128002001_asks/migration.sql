-- CreateTable
CREATE TABLE "operator_asks" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL DEFAULT '',
    "resource_class" TEXT NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL,
    "nano_tokens_per_unit_hour" BIGINT NOT NULL,
    "active_from" BIGINT NOT NULL,
    "active_until" BIGINT,

    CONSTRAINT "operator_asks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "operator_asks_operator_id_active_from_id_idx" ON "operator_asks"("operator_id", "active_from", "id");

-- CreateIndex
CREATE UNIQUE INDEX "operator_asks_pool_id_operator_id_cluster_id_resource_class_key" ON "operator_asks"("pool_id", "operator_id", "cluster_id", "resource_class", "variant", "version");

-- What Prisma's schema cannot say.
ALTER TABLE "operator_asks" ADD CONSTRAINT "operator_asks_sane" CHECK (version >= 1 AND nano_tokens_per_unit_hour > 0 AND active_until >= active_from);
-- One ask stands at a time for each thing that is asked for.
CREATE UNIQUE INDEX "operator_asks_standing" ON "operator_asks" (pool_id, operator_id, cluster_id, resource_class, variant) WHERE active_until IS NULL;
-- Of an ask nothing changes but that it ends, once.
CREATE TRIGGER "operator_asks_append_only" BEFORE DELETE OR UPDATE OF id, operator_id, pool_id, cluster_id, resource_class, variant, version, nano_tokens_per_unit_hour, active_from
  ON "operator_asks" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "operator_asks_end_once" BEFORE UPDATE ON "operator_asks" FOR EACH ROW WHEN (OLD.active_until IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "operator_asks_no_truncate" BEFORE TRUNCATE ON "operator_asks" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How much placement prefers cheaper asks over spreading a lease's replicas over operators, in basis points.
ALTER TABLE "pools" ADD COLUMN "ask_weight_bps" INTEGER NOT NULL DEFAULT 5000;
ALTER TABLE "pools" ADD CONSTRAINT "pools_ask_weight" CHECK (ask_weight_bps BETWEEN 0 AND 10000);
