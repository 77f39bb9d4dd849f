-- As transfers: a charge's id is random and looked for seldom, and a hash of it costs a third of a tree.
ALTER TABLE "charges" DROP CONSTRAINT "charges_pkey";
ALTER TABLE "charges" ADD CONSTRAINT "charges_pkey" PRIMARY KEY USING INDEX "charges_sequence_key";

-- CreateIndex
CREATE INDEX "charges_id_idx" ON "charges" USING HASH ("id");
