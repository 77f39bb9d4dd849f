-- CreateTable
CREATE TABLE "cover_verdicts" (
    "dispute_id" TEXT NOT NULL,
    "cover_id" TEXT NOT NULL,
    "cover_left" BIGINT NOT NULL,
    "assets" BIGINT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,

    CONSTRAINT "cover_verdicts_pkey" PRIMARY KEY ("dispute_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cover_verdicts_sequence_key" ON "cover_verdicts"("sequence");

-- CreateIndex
CREATE INDEX "cover_verdicts_cover_id_idx" ON "cover_verdicts"("cover_id");

-- What Prisma's schema cannot say.
ALTER TABLE "cover_verdicts" ADD CONSTRAINT "cover_verdicts_sane" CHECK (cover_left >= 0 AND assets >= 0);
CREATE TRIGGER "cover_verdicts_append_only" BEFORE UPDATE OR DELETE ON "cover_verdicts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_verdicts_no_truncate" BEFORE TRUNCATE ON "cover_verdicts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
INSERT INTO "log_cursors" (kind) VALUES ('verdict');
