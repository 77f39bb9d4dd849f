-- CreateTable
CREATE TABLE "operator_faults" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "recorded_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "units" JSONB NOT NULL,
    "evidence" JSONB NOT NULL,
    "state" TEXT NOT NULL,

    CONSTRAINT "operator_faults_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fault_verdicts" (
    "fault_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "fault_verdicts_pkey" PRIMARY KEY ("fault_id")
);

-- CreateTable
CREATE TABLE "slashes" (
    "id" TEXT NOT NULL,
    "fault_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "pool_id" TEXT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "units" JSONB NOT NULL,
    "base" BIGINT NOT NULL,
    "at_stake" BIGINT NOT NULL,
    "slashed_before" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "proposed_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "redress_until" BIGINT,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "slashes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slash_appeals" (
    "slash_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "decide_by" BIGINT NOT NULL,

    CONSTRAINT "slash_appeals_pkey" PRIMARY KEY ("slash_id")
);

-- CreateTable
CREATE TABLE "slash_decisions" (
    "slash_id" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "slash_decisions_pkey" PRIMARY KEY ("slash_id")
);

-- CreateTable
CREATE TABLE "contact_losses" (
    "host_id" TEXT NOT NULL,
    "lost_at" BIGINT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "last_heartbeat_at" BIGINT NOT NULL,

    CONSTRAINT "contact_losses_pkey" PRIMARY KEY ("host_id","lost_at")
);

-- CreateTable
CREATE TABLE "platform_watch" (
    "role" TEXT NOT NULL,
    "seen_at" BIGINT NOT NULL,

    CONSTRAINT "platform_watch_pkey" PRIMARY KEY ("role")
);

-- CreateTable
CREATE TABLE "platform_pauses" (
    "role" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,

    CONSTRAINT "platform_pauses_pkey" PRIMARY KEY ("role","starts_at")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_faults_key_key" ON "operator_faults"("key");

-- CreateIndex
CREATE INDEX "operator_faults_operator_id_recorded_at_idx" ON "operator_faults"("operator_id", "recorded_at");

-- CreateIndex
CREATE UNIQUE INDEX "fault_verdicts_sequence_key" ON "fault_verdicts"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "slashes_fault_id_key" ON "slashes"("fault_id");

-- CreateIndex
CREATE UNIQUE INDEX "slashes_sequence_key" ON "slashes"("sequence");

-- CreateIndex
CREATE INDEX "slashes_operator_id_proposed_at_idx" ON "slashes"("operator_id", "proposed_at");

-- CreateIndex
CREATE INDEX "contact_losses_lost_at_idx" ON "contact_losses"("lost_at");

-- CreateIndex
CREATE INDEX "platform_pauses_ends_at_idx" ON "platform_pauses"("ends_at");

-- What Prisma's schema cannot say.
ALTER TABLE "slashes" ADD CONSTRAINT "slashes_sane" CHECK (amount > 0 AND base >= amount AND at_stake >= 0 AND slashed_before >= 0 AND due_at >= proposed_at);
-- The sweeps look at what is not over.
CREATE INDEX "operator_faults_open" ON "operator_faults" (at, id) WHERE state = 'open';
CREATE INDEX "slashes_waiting" ON "slashes" (proposed_at, id) WHERE state IN ('pending', 'appealed', 'carried_out');
CREATE INDEX "hosts_lost" ON "hosts" (lost_at, id) WHERE lost_at IS NOT NULL;
CREATE INDEX "hosts_draining" ON "hosts" (id) WHERE state = 'draining';
CREATE INDEX "operator_faults_recorded" ON "operator_faults" (recorded_at DESC, id DESC);
CREATE INDEX "slashes_proposed" ON "slashes" (proposed_at DESC, id DESC);
-- Facts, what they cost, and what was said and decided are history; states move.
CREATE TRIGGER "operator_faults_append_only" BEFORE DELETE OR UPDATE OF id, key, kind, operator_id, pool_id, host_id, at, recorded_at, rules_version, units, evidence ON "operator_faults" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "operator_faults_no_truncate" BEFORE TRUNCATE ON "operator_faults" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "operator_faults_settle_once" BEFORE UPDATE ON "operator_faults" FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "fault_verdicts_append_only" BEFORE UPDATE OR DELETE ON "fault_verdicts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "fault_verdicts_no_truncate" BEFORE TRUNCATE ON "fault_verdicts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slashes_append_only" BEFORE DELETE OR UPDATE OF id, fault_id, kind, operator_id, pool_id, rules_version, units, base, at_stake, slashed_before, amount, proposed_at, due_at, sequence ON "slashes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slashes_no_truncate" BEFORE TRUNCATE ON "slashes" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slash_appeals_append_only" BEFORE UPDATE OR DELETE ON "slash_appeals" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slash_appeals_no_truncate" BEFORE TRUNCATE ON "slash_appeals" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slash_decisions_append_only" BEFORE UPDATE OR DELETE ON "slash_decisions" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "slash_decisions_no_truncate" BEFORE TRUNCATE ON "slash_decisions" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('fault'), ('slash'), ('loss');
