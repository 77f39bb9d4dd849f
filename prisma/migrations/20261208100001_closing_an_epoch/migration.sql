-- What moved through accounts, with why: each transfer is read once, where it is found. By the numbers of accounts.
CREATE FUNCTION movements_of_accounts(accounts bigint[], first_at bigint, last_at bigint) RETURNS TABLE (account bigint, reason text, subject_id text, amount bigint)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT h.account, t.reason, t.subject_id, CASE WHEN t.credit_account = h.account THEN t.amount ELSE -t.amount END
  FROM account_history h CROSS JOIN LATERAL unnest(h.positions) AS p(position) JOIN transfers t ON t.position = p.position
  WHERE h.account = ANY (accounts) AND h.minute >= first_at / 60000 AND h.minute <= last_at / 60000 AND t.at >= first_at AND t.at <= last_at
  UNION ALL
  SELECT e.account, t.reason, t.subject_id, e.amount
  FROM transfers t CROSS JOIN LATERAL (VALUES (t.debit_account, -t.amount), (t.credit_account, t.amount)) AS e(account, amount)
  WHERE t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger') AND e.account = ANY (accounts)
    AND t.at >= first_at AND t.at <= last_at AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
DROP FUNCTION entries_of_accounts(text[], bigint, bigint);

-- What `post_at_once` does, where some accounts are named for the first time: those that have an id here, which nothing is taken from. They are opened in the order of their names.
-- False when there are none such, or something is to be judged; then nothing was written, and none was opened.
CREATE FUNCTION post_opening(
  ids text[], owners text[], kinds text[], assets text[], changes bigint[], reserves bigint[], needs bigint[],
  keys text[], types text[], debits int[], credits int[], amounts bigint[], reasons text[], subjects text[], posted_at bigint
) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  INSERT INTO accounts (id, owner_id, kind, asset, may_go_below, created_at)
  SELECT n.id, n.owner_id, n.kind, n.asset, false, posted_at
  FROM (SELECT unnest(ids) AS id, unnest(owners) AS owner_id, unnest(kinds) AS kind, unnest(assets) AS asset) n
  WHERE n.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.owner_id = n.owner_id AND a.kind = n.kind AND a.asset = n.asset)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF NOT post_at_once(owners, kinds, assets, changes, reserves, needs, keys, types, debits, credits, amounts, reasons, subjects, posted_at) THEN
    RAISE EXCEPTION 'to be judged' USING ERRCODE = 'check_violation';
  END IF;
  RETURN true;
EXCEPTION WHEN check_violation THEN
  RETURN false;
END $$;

-- A sweep moved `reported_to` of every pool, and with it an entry of each of its indexes. There is one pool for each operator: the few that are due are soon found without.
DROP INDEX "stake_pools_reported";
ALTER TABLE "stake_pools" SET (fillfactor = 50);
