-- A transfer's id is random, long, and looked for seldom: a hash of it is enough, at a third of the cost of a tree of ids. Ids are ours and of 120 random
-- bits; what callers may repeat is the key, which stays unique by constraint.
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_pkey";
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_pkey" PRIMARY KEY USING INDEX "transfers_position_key";

-- CreateIndex
CREATE INDEX "transfers_id_idx" ON "transfers" USING HASH ("id");

-- As before. Ids of accounts, far shorter than 64 bytes, wait for the transfers as names, which are all of one length: of an array of texts each element
-- that is asked for is walked to from the start, which was the better part of what a large batch cost. One that were cut would be no account's.
CREATE OR REPLACE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  ids text[], keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  account_ids name[];
  enough boolean;
BEGIN
  WITH named AS (
    SELECT * FROM unnest(owners, kinds, assets, changes, reserves, needs) WITH ORDINALITY AS n(owner_id, kind, asset, change, reserve, need, place)
    ORDER BY n.owner_id COLLATE "C", n.kind COLLATE "C", n.asset COLLATE "C"
  ), moved AS (
    UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve FROM named n
    WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
    RETURNING n.place, a.id::name AS id, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
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

-- Asked once a statement, by the columns it names: a trigger before each row locks the row once more first, whether or not it has anything to say.
DROP TRIGGER "accounts_keep_identity" ON "accounts";
CREATE TRIGGER "accounts_keep_identity" BEFORE UPDATE OF id, asset, kind, owner_id, may_go_below, created_at ON "accounts" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
