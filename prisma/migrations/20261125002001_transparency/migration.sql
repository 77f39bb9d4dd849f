-- In order of insertion, with gaps where a transaction failed: what the log follows.
ALTER TABLE "usage_records" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "usage_records_sequence_key" ON "usage_records"("sequence");
ALTER TABLE "rates" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "rates_sequence_key" ON "rates"("sequence");
ALTER TABLE "charges" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "charges_sequence_key" ON "charges"("sequence");
ALTER TABLE "statements" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "statements_sequence_key" ON "statements"("sequence");
ALTER TABLE "statement_lines" ADD COLUMN "sequence" BIGSERIAL NOT NULL;
CREATE UNIQUE INDEX "statement_lines_sequence_key" ON "statement_lines"("sequence");

-- CreateTable
CREATE TABLE "log_state" (
    "id" INTEGER NOT NULL,
    "size" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "log_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log_cursors" (
    "kind" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "log_cursors_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "log_leaves" (
    "index" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "tenant_id" TEXT,
    "lease_id" TEXT,
    "body" TEXT NOT NULL,
    "hidden" TEXT,

    CONSTRAINT "log_leaves_pkey" PRIMARY KEY ("index")
);

-- CreateTable
CREATE TABLE "log_nodes" (
    "level" SMALLINT NOT NULL,
    "index" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "log_nodes_pkey" PRIMARY KEY ("level","index")
);

-- CreateTable
CREATE TABLE "log_heads" (
    "signed_at" BIGINT NOT NULL,
    "size" BIGINT NOT NULL,
    "root" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "log_heads_pkey" PRIMARY KEY ("signed_at")
);

-- CreateTable
CREATE TABLE "log_keys" (
    "id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "first_signed_at" BIGINT NOT NULL,

    CONSTRAINT "log_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "log_leaves_kind_sequence_key" ON "log_leaves"("kind", "sequence");

-- What Prisma's schema cannot say.
INSERT INTO "log_state" (id) VALUES (1);
INSERT INTO "log_cursors" (kind) VALUES ('rate'), ('usage'), ('charge'), ('statement'), ('line'), ('entry');
ALTER TABLE "log_state" ADD CONSTRAINT "log_state_one" CHECK (id = 1 AND size >= 0);
ALTER TABLE "log_nodes" ADD CONSTRAINT "log_nodes_sane" CHECK (level >= 0 AND index >= 0 AND length(hash) = 32);
ALTER TABLE "log_heads" ADD CONSTRAINT "log_heads_sane" CHECK (size >= 0 AND length(root) = 32 AND length(signature) = 64);
-- A log that could be rewritten here would prove nothing to whoever has not kept a head.
CREATE TRIGGER "log_leaves_append_only" BEFORE UPDATE OR DELETE ON "log_leaves" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_leaves_no_truncate" BEFORE TRUNCATE ON "log_leaves" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_nodes_append_only" BEFORE UPDATE OR DELETE ON "log_nodes" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_nodes_no_truncate" BEFORE TRUNCATE ON "log_nodes" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_heads_append_only" BEFORE UPDATE OR DELETE ON "log_heads" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_heads_no_truncate" BEFORE TRUNCATE ON "log_heads" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "log_keys_append_only" BEFORE UPDATE OR DELETE ON "log_keys" FOR EACH ROW EXECUTE FUNCTION refuse_change();
