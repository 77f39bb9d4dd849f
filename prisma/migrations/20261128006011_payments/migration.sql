-- CreateTable
CREATE TABLE "payout_rounds" (
    "name" TEXT NOT NULL,
    "period_starts_at" BIGINT NOT NULL,
    "last_operator_id" TEXT NOT NULL,
    "done" BOOLEAN NOT NULL,

    CONSTRAINT "payout_rounds_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "payouts" (
    "id" TEXT NOT NULL,
    "batch_id" TEXT,
    "operator_id" TEXT NOT NULL,
    "period_starts_at" BIGINT NOT NULL,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "reference" TEXT,
    "made_at" BIGINT NOT NULL,
    "resolved_at" BIGINT,

    CONSTRAINT "payouts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_messages" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "body" TEXT,
    "state" TEXT NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" BIGINT,
    "claimed_until" BIGINT,
    "last_error" TEXT,
    "created_at" BIGINT NOT NULL,
    "sent_at" BIGINT,

    CONSTRAINT "payment_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_deposits" (
    "reference" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "tenant_id" TEXT,
    "amount" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "received_at" BIGINT NOT NULL,
    "resolved_at" BIGINT,

    CONSTRAINT "payment_deposits_pkey" PRIMARY KEY ("reference")
);

-- CreateIndex
CREATE UNIQUE INDEX "payouts_operator_id_period_starts_at_key" ON "payouts"("operator_id", "period_starts_at");

-- CreateIndex
CREATE INDEX "payouts_batch_id_idx" ON "payouts"("batch_id");

-- CreateIndex
CREATE INDEX "payouts_made_at_id_idx" ON "payouts"("made_at", "id");

-- CreateIndex
CREATE INDEX "payment_messages_created_at_id_idx" ON "payment_messages"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_deposits_id_key" ON "payment_deposits"("id");

-- CreateIndex
CREATE INDEX "payment_deposits_recipient_received_at_idx" ON "payment_deposits"("recipient", "received_at");

-- CreateIndex
CREATE INDEX "payment_deposits_received_at_id_idx" ON "payment_deposits"("received_at", "id");

-- What Prisma's schema cannot say.
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_sane" CHECK (
  amount > 0 AND state IN ('pending', 'paid', 'failed', 'returned', 'skipped') AND (state = 'skipped' OR batch_id IS NOT NULL) AND (state = 'pending') = (resolved_at IS NULL));
ALTER TABLE "payment_messages" ADD CONSTRAINT "payment_messages_sane" CHECK (
  state IN ('pending', 'sent', 'failed', 'dropped') AND (state = 'pending') = (next_attempt_at IS NOT NULL) AND (state = 'sent') = (sent_at IS NOT NULL));
ALTER TABLE "payment_deposits" ADD CONSTRAINT "payment_deposits_sane" CHECK (
  amount > 0 AND state IN ('credited', 'held', 'assigned', 'returned') AND (tenant_id IS NOT NULL) = (state IN ('credited', 'assigned')) AND (state IN ('assigned', 'returned')) = (resolved_at IS NOT NULL));
CREATE INDEX "payment_messages_due_idx" ON "payment_messages"("next_attempt_at") WHERE "state" = 'pending';
-- Who was to be paid, what and for which period is never changed; what became of it is.
CREATE TRIGGER "payouts_keep" BEFORE UPDATE OF id, batch_id, operator_id, period_starts_at, amount, made_at ON "payouts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payouts_no_delete" BEFORE DELETE ON "payouts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What was once written to be sent is sent as it is, however often.
CREATE TRIGGER "payment_messages_keep" BEFORE UPDATE OF id, type, data, created_at ON "payment_messages" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payment_messages_keep_body" BEFORE UPDATE OF body ON "payment_messages" FOR EACH ROW WHEN (OLD.body IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payment_messages_no_delete" BEFORE DELETE ON "payment_messages" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payment_deposits_keep" BEFORE UPDATE OF reference, id, recipient, amount, received_at ON "payment_deposits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "payment_deposits_no_delete" BEFORE DELETE ON "payment_deposits" FOR EACH ROW EXECUTE FUNCTION refuse_change();
INSERT INTO "payout_rounds" ("name", "period_starts_at", "last_operator_id", "done") VALUES ('operators', 0, '', true);
