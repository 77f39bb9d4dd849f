-- A transfer's id is random, long, and looked for seldom: a hash of it is enough, at a third of the cost of a tree of ids. Ids are ours and of 120 random
-- bits; what callers may repeat is the key, which stays unique by constraint.
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_pkey";
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_pkey" PRIMARY KEY USING INDEX "transfers_position_key";

-- CreateIndex
CREATE INDEX "transfers_id_idx" ON "transfers" USING HASH ("id");

-- As before. Accounts are found by their places through a hash table: an array of texts is walked from its start for each element that is asked of it,
-- which was the better part of what a large batch cost.
CREATE OR REPLACE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  ids text[], keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  account_ids text[];
  places int[];
  enough boolean;
BEGIN
  WITH named AS (
    SELECT * FROM unnest(owners, kinds, assets, changes, reserves, needs) WITH ORDINALITY AS n(owner_id, kind, asset, change, reserve, need, place)
    ORDER BY n.owner_id COLLATE "C", n.kind COLLATE "C", n.asset COLLATE "C"
  ), moved AS (
    UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve FROM named n
    WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
    RETURNING n.place::int AS place, a.id, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
      AND (a.cap IS NULL OR a.balance + n.need <= a.cap) AS enough
  )
  SELECT array_agg(moved.id), array_agg(moved.place), coalesce(bool_and(moved.enough), true) INTO account_ids, places, enough FROM moved;
  IF NOT enough OR coalesce(cardinality(account_ids), 0) <> cardinality(owners) THEN
    RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
  END IF;
  -- Only the order of the accounts needs nested loops.
  PERFORM set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true);
  INSERT INTO transfers (id, key, type, debit_account_id, credit_account_id, amount, reason, subject_id, at)
  SELECT t.id, t.key, t.type, d.id, c.id, t.amount, t.reason, t.subject_id, posted_at
  FROM unnest(ids, keys, types, debits, credits, amounts, reasons, subjects) WITH ORDINALITY AS t(id, key, type, debit, credit, amount, reason, subject_id, place)
  JOIN unnest(account_ids, places) AS d(id, place) ON d.place = t.debit
  JOIN unnest(account_ids, places) AS c(id, place) ON c.place = t.credit
  ORDER BY t.place;
  RETURN true;
EXCEPTION WHEN check_violation OR unique_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;
