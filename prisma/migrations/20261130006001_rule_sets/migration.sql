-- CreateTable
CREATE TABLE "rule_sets" (
    "version" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "decided_by" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "proposed_at" BIGINT NOT NULL,
    "active_from" BIGINT NOT NULL,
    "public_key" BYTEA,
    "signature" BYTEA,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "rule_sets_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "rule_set_withdrawals" (
    "version" INTEGER NOT NULL,
    "author_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "rule_set_withdrawals_pkey" PRIMARY KEY ("version")
);

-- CreateIndex
CREATE UNIQUE INDEX "rule_sets_sequence_key" ON "rule_sets"("sequence");

-- What Prisma's schema cannot say.
ALTER TABLE "rule_sets" ADD CONSTRAINT "rule_sets_sane" CHECK (version >= 1 AND active_from >= proposed_at AND (public_key IS NULL) = (signature IS NULL)
  AND coalesce(length(public_key), 32) = 32 AND coalesce(length(signature), 64) = 64);
CREATE TRIGGER "rule_sets_append_only" BEFORE UPDATE OR DELETE ON "rule_sets" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "rule_sets_no_truncate" BEFORE TRUNCATE ON "rule_sets" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "rule_set_withdrawals_append_only" BEFORE UPDATE OR DELETE ON "rule_set_withdrawals" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "rule_set_withdrawals_no_truncate" BEFORE TRUNCATE ON "rule_set_withdrawals" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('rules');
