-- AlterTable
ALTER TABLE "accounts" ADD COLUMN "cap" BIGINT;
ALTER TABLE "transfers" ADD COLUMN "expires_at" BIGINT;

-- CreateTable: what the sweep looks at; a row goes once its pending transfer is resolved.
CREATE TABLE "pending_expiries" (
    "key" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "pending_expiries_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "pending_expiries_expires_at_idx" ON "pending_expiries"("expires_at");

-- What Prisma's schema cannot say.
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_never_above" CHECK (cap IS NULL OR balance <= cap);
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_only_pending_expires" CHECK (expires_at IS NULL OR type = 'pending');

-- As before, and both accounts are of one asset.
-- One lookup of each account says whether it is there and whether all are of the
-- same asset; only a statement that mixes assets looks at each transfer.
CREATE OR REPLACE FUNCTION check_new_transfers() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  missing bigint;
  assets bigint;
BEGIN
  SELECT count(*) FILTER (WHERE named.asset IS NULL), count(DISTINCT named.asset) INTO missing, assets FROM (
    SELECT (SELECT a.asset FROM accounts a WHERE a.id = sides.id) AS asset
    FROM (SELECT debit_account_id AS id FROM fresh UNION SELECT credit_account_id FROM fresh) sides
  ) named;
  IF missing > 0 THEN
    RAISE EXCEPTION 'a transfer is between accounts that exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF assets > 1 AND EXISTS (
    SELECT 1 FROM fresh t WHERE (SELECT count(DISTINCT a.asset) FROM accounts a WHERE a.id IN (t.debit_account_id, t.credit_account_id)) <> 1
  ) THEN
    RAISE EXCEPTION 'a transfer is between accounts of one asset' USING ERRCODE = 'integrity_constraint_violation';
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

-- As before, and each capped account has room for all that comes in, whatever goes out: that is at most what it ends with and
-- what it needed.
CREATE OR REPLACE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  ids text[], keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  account_ids text[];
  enough boolean;
BEGIN
  WITH named AS (
    SELECT * FROM unnest(owners, kinds, assets, changes, reserves, needs) WITH ORDINALITY AS n(owner_id, kind, asset, change, reserve, need, place)
    ORDER BY n.owner_id COLLATE "C", n.kind COLLATE "C", n.asset COLLATE "C"
  ), moved AS (
    UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve FROM named n
    WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
    RETURNING n.place, a.id, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
      AND (a.cap IS NULL OR a.balance + n.need <= a.cap) AS enough
  )
  SELECT array_agg(moved.id ORDER BY moved.place), coalesce(bool_and(moved.enough), true) INTO account_ids, enough FROM moved;
  IF NOT enough OR coalesce(cardinality(account_ids), 0) <> cardinality(owners) THEN
    RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO transfers (id, key, type, debit_account_id, credit_account_id, amount, reason, subject_id, at)
  SELECT t.id, t.key, t.type, account_ids[t.debit], account_ids[t.credit], t.amount, t.reason, t.subject_id, posted_at
  FROM unnest(ids, keys, types, debits, credits, amounts, reasons, subjects) AS t(id, key, type, debit, credit, amount, reason, subject_id);
  RETURN true;
EXCEPTION WHEN check_violation OR unique_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;
