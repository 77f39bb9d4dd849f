-- CreateTable
CREATE TABLE "bonds" (
    "operator_id" TEXT NOT NULL,
    "bonded" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "bonds_pkey" PRIMARY KEY ("operator_id")
);

-- CreateTable
CREATE TABLE "unbondings" (
    "id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "asked_at" BIGINT NOT NULL,
    "releases_at" BIGINT NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "released_at" BIGINT,

    CONSTRAINT "unbondings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "unbondings_operator_id_idx" ON "unbondings"("operator_id");

-- What Prisma's schema cannot say.
ALTER TABLE "bonds" ADD CONSTRAINT "bonds_sane" CHECK (bonded >= 0);
ALTER TABLE "unbondings" ADD CONSTRAINT "unbondings_sane" CHECK (amount >= 0 AND releases_at >= asked_at AND released_at >= releases_at);
-- The sweep looks at what waits, by when it is due.
CREATE INDEX "unbondings_due" ON "unbondings" (releases_at) WHERE released_at IS NULL;
-- What was released is history.
CREATE TRIGGER "unbondings_release_once" BEFORE UPDATE ON "unbondings" FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
