-- Rounds of the diversified pool, with all that they were decided by: leaves of the log.
CREATE TABLE "diversified_rounds" (
    "pool_id" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "before_at" BIGINT,
    "rules_version" INTEGER NOT NULL,
    "cash" BIGINT NOT NULL,
    "owed" BIGINT NOT NULL,
    "whole" BIGINT NOT NULL,
    "pools" JSONB NOT NULL,
    "deposits" JSONB NOT NULL,
    "exits" JSONB NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "diversified_rounds_pkey" PRIMARY KEY ("pool_id","at")
);
CREATE UNIQUE INDEX "diversified_rounds_sequence_key" ON "diversified_rounds"("sequence");
ALTER TABLE "diversified_rounds" ADD CONSTRAINT "diversified_rounds_sane" CHECK (before_at < at AND cash >= 0 AND owed >= 0 AND whole >= 0);
CREATE TRIGGER "diversified_rounds_append_only" BEFORE UPDATE OR DELETE ON "diversified_rounds" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "diversified_rounds_no_truncate" BEFORE TRUNCATE ON "diversified_rounds" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('division');
