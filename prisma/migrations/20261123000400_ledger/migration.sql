-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "may_go_below" BOOLEAN NOT NULL DEFAULT false,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "pending_id" TEXT,
    "debit_account_id" TEXT NOT NULL,
    "credit_account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "subject_id" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entries" (
    "id" BIGSERIAL NOT NULL,
    "transfer_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_owner_id_kind_asset_key" ON "accounts"("owner_id", "kind", "asset");

-- CreateIndex
CREATE UNIQUE INDEX "transfers_key_key" ON "transfers"("key");

-- CreateIndex
CREATE INDEX "transfers_subject_id_idx" ON "transfers"("subject_id");

-- CreateIndex
CREATE INDEX "entries_account_id_at_id_idx" ON "entries"("account_id", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "entries_transfer_id_account_id_key" ON "entries"("transfer_id", "account_id");

-- What Prisma's schema cannot say.
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_never_below" CHECK (reserved >= 0 AND (may_go_below OR balance - reserved >= 0));
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_only_issuance_below" CHECK (may_go_below = (kind = 'issuance'));
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_sane" CHECK (
  amount >= 0 AND debit_account_id <> credit_account_id AND type IN ('posted', 'pending', 'post', 'void')
  AND (type IN ('post', 'void')) = (pending_id IS NOT NULL) AND (type <> 'void' OR amount = 0));
-- Balances change in place: room for it on the same page, and no index to touch.
ALTER TABLE "accounts" SET (fillfactor = 50);
-- A pending transfer is resolved once.
CREATE UNIQUE INDEX "transfers_resolution_key" ON "transfers"("pending_id") WHERE "pending_id" IS NOT NULL;
CREATE TRIGGER "transfers_append_only" BEFORE UPDATE OR DELETE ON "transfers" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "transfers_no_truncate" BEFORE TRUNCATE ON "transfers" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "entries_append_only" BEFORE UPDATE OR DELETE ON "entries" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "entries_no_truncate" BEFORE TRUNCATE ON "entries" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Of an account only the balance and what is reserved of it change.
CREATE TRIGGER "accounts_keep_identity" BEFORE UPDATE OF id, asset, kind, owner_id, may_go_below, created_at ON "accounts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "accounts_no_delete" BEFORE DELETE ON "accounts" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "accounts_no_truncate" BEFORE TRUNCATE ON "accounts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Double entry, checked once a statement over the rows it added: a transfer that moves funds has its two entries from the
-- moment it exists, and there is no other entry. So the entries of each transfer sum to zero, always.
-- Each row is looked up by index, as a subquery in its own right: plans of functions are kept, and a join planned while the
-- tables were empty would read them whole when they are not.
CREATE FUNCTION check_new_transfers() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh t WHERE t.type IN ('posted', 'post') AND t.amount > 0
    AND (SELECT count(*) FROM entries e WHERE e.transfer_id = t.id) <> 2
  ) THEN
    RAISE EXCEPTION 'a transfer that moves funds has two entries' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh t WHERE (SELECT count(*) FROM accounts a WHERE a.id IN (t.debit_account_id, t.credit_account_id)) <> 2
  ) THEN
    RAISE EXCEPTION 'a transfer is between accounts that exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fresh t WHERE t.pending_id IS NOT NULL AND (
      SELECT p.type = 'pending' AND t.amount <= p.amount AND p.debit_account_id = t.debit_account_id AND p.credit_account_id = t.credit_account_id
      FROM transfers p WHERE p.id = t.pending_id) IS NOT TRUE
  ) THEN
    RAISE EXCEPTION 'a post or void resolves a pending transfer between the same accounts' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION check_new_entries() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh e WHERE (
      SELECT t.type IN ('posted', 'post') AND t.amount > 0
        AND ((e.account_id = t.debit_account_id AND e.amount = -t.amount) OR (e.account_id = t.credit_account_id AND e.amount = t.amount))
      FROM transfers t WHERE t.id = e.transfer_id) IS NOT TRUE
  ) THEN
    RAISE EXCEPTION 'an entry is one side of its transfer' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM fresh e GROUP BY e.transfer_id HAVING sum(e.amount) <> 0) THEN
    RAISE EXCEPTION 'the entries of a transfer sum to zero' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "transfers_are_entered" AFTER INSERT ON "transfers" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_new_transfers();
CREATE TRIGGER "entries_are_transfers" AFTER INSERT ON "entries" REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION check_new_entries();
