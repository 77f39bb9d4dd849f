-- Accounts that every batch changes need room for the versions of batches that wait for each other: what one that waits may still see cannot be cleared
-- away, and a version that found no room in its page went to another one and into both indexes, which was a fifth of what a batch cost.
ALTER TABLE "accounts" SET (fillfactor = 25);

-- As before, but accounts come in the order of their names, which is the order in which everybody locks them: nested loops keep it, and neither they nor
-- what is returned of them is sorted here. A list in another order is left to be judged, which sorts it.
CREATE OR REPLACE FUNCTION post_at_once(
  owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  ids text[], keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  account_ids name[];
  places bigint[];
  enough boolean;
BEGIN
  WITH moved AS (
    UPDATE accounts a SET balance = a.balance + n.change, reserved = a.reserved + n.reserve
    FROM unnest(owners, kinds, assets, changes, reserves, needs) WITH ORDINALITY AS n(owner_id, kind, asset, change, reserve, need, place)
    WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset
    RETURNING n.place, a.id::name AS id, (a.may_go_below OR (a.balance - n.change) - (a.reserved - n.reserve) >= n.need)
      AND (a.cap IS NULL OR a.balance + n.need <= a.cap) AS enough
  )
  SELECT array_agg(moved.id), array_agg(moved.place), bool_and(moved.enough) INTO account_ids, places, enough FROM moved;
  IF NOT enough OR places IS DISTINCT FROM ARRAY(SELECT generate_series(1::bigint, cardinality(owners))) THEN
    RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO transfers (id, key, type, debit_account_id, credit_account_id, amount, reason, subject_id, at)
  SELECT t.id, t.key, t.type, account_ids[t.debit], account_ids[t.credit], t.amount, t.reason, t.subject_id, posted_at
  FROM unnest(ids, keys, types, debits, credits, amounts, reasons, subjects) AS t(id, key, type, debit, credit, amount, reason, subject_id);
  RETURN true;
EXCEPTION WHEN check_violation OR unique_violation OR numeric_value_out_of_range THEN
  RETURN false;
END $$;

-- As before; that all are of one asset is seen by the first and the last of them, without sorting.
CREATE OR REPLACE FUNCTION check_new_transfers() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  named text[];
  present bigint;
  mixed boolean;
BEGIN
  SELECT array_agg(sides.id) INTO named FROM (SELECT debit_account_id AS id FROM fresh UNION SELECT credit_account_id FROM fresh) sides;
  SELECT count(*), min(a.asset) <> max(a.asset) INTO present, mixed FROM accounts a WHERE a.id = ANY (named);
  IF present < cardinality(named) THEN
    RAISE EXCEPTION 'a transfer is between accounts that exist' USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF mixed AND EXISTS (
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
