-- The entries of many accounts, as `account_entries` has them of one: what is in nobody's history yet is read once for all, not once for each.
CREATE FUNCTION entries_of_accounts(accounts text[], first_at bigint, last_at bigint) RETURNS TABLE (account_id text, "position" bigint, amount bigint)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT h.account_id, t.position, CASE WHEN t.credit_account_id = h.account_id THEN t.amount ELSE -t.amount END
  FROM account_history h CROSS JOIN LATERAL unnest(h.positions) AS p(position) JOIN transfers t ON t.position = p.position
  WHERE h.account_id = ANY (accounts) AND h.minute >= first_at / 60000 AND h.minute <= last_at / 60000 AND t.at >= first_at AND t.at <= last_at
  UNION ALL
  SELECT e.account_id, t.position, e.amount
  FROM transfers t CROSS JOIN LATERAL (VALUES (t.debit_account_id, -t.amount), (t.credit_account_id, t.amount)) AS e(account_id, amount)
  WHERE t.position > (SELECT checked_to FROM reconciliation WHERE name = 'ledger') AND e.account_id = ANY (accounts)
    AND t.at >= first_at AND t.at <= last_at AND t.type IN ('posted', 'post') AND t.amount > 0
$$;
