-- CreateTable
CREATE TABLE "cover_credits" (
    "loss_key" TEXT NOT NULL,
    "cover_id" TEXT NOT NULL,
    "month_starts_at" BIGINT NOT NULL,
    "covered" BIGINT NOT NULL,
    "paid" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "cover_credits_pkey" PRIMARY KEY ("loss_key","cover_id","month_starts_at")
);

-- CreateIndex
CREATE INDEX "cover_credits_cover_id_month_starts_at_idx" ON "cover_credits"("cover_id", "month_starts_at");

-- What Prisma's schema cannot say.
ALTER TABLE "cover_credits" ADD CONSTRAINT "cover_credits_sane" CHECK (paid > 0 AND paid <= covered);
CREATE TRIGGER "cover_credits_append_only" BEFORE UPDATE OR DELETE ON "cover_credits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "cover_credits_no_truncate" BEFORE TRUNCATE ON "cover_credits" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
